using System.Globalization;
using Interp.Core.Tests.Statistics.Coverage;

namespace Interp.Benchmarks;

/// <summary>How often the library's intervals cover the truth: the table of docs/intervals.md.</summary>
internal static class Coverage
{
    private const int Runs = 2000;

    /// <summary>Simulates and prints; true if the arguments asked for it.</summary>
    public static bool Run(string[] args)
    {
        if (args is not ["--coverage", .. var rest])
            return false;
        CoverageTable.Write(rest is [var count] ? int.Parse(count, CultureInfo.InvariantCulture) : Runs, Console.WriteLine);
        return true;
    }
}
