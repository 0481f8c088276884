using System.Globalization;
using Interp.Core.Tests.Statistics.Coverage;

namespace Interp.Benchmarks;

/// <summary>How often the library's intervals cover the truth: the table of docs/intervals.md.</summary>
internal static class Coverage
{
    private const int Runs = 2000;

    /// <summary>Simulates and prints.</summary>
    public static void Run(string[] args) =>
        CoverageTable.Write(args is [var count] ? int.Parse(count, CultureInfo.InvariantCulture) : Runs, Console.WriteLine);
}
