using System.Globalization;
using System.Text;

namespace Interp.Core.Tests.Statistics.Coverage;

/// <summary>Coverages as a Markdown table: the one of docs/intervals.md.</summary>
internal static class CoverageTable
{
    /// <summary>The sizes of samples.</summary>
    public static readonly int[] Sizes = [50, 200, 1000];

    /// <summary>Runs every case at every size and writes a line each.</summary>
    /// <param name="runs">Samples a cell; cases that take long take a fixed share of them.</param>
    /// <param name="write">Gets each line when it is there.</param>
    public static void Write(int runs, Action<string> write)
    {
        write($"| measure | population | {string.Join(" | ", Sizes.Select(n => $"n = {n}"))} | runs |");
        write($"| --- | --- |{string.Concat(Sizes.Select(_ => " --- |"))} --- |");
        foreach (var each in CoverageCases.All)
        {
            var own = Math.Max(20, (int)(runs * each.Weight));
            var line = new StringBuilder($"| {each.Measure} | {each.Data} |");
            foreach (var n in Sizes)
                line.Append(Cell(each.Run(n, own, seed: 1_000_000)));
            write(line.Append(CultureInfo.InvariantCulture, $" {own} |").ToString());
        }
    }

    private static string Cell(CoverageResult result) => string.Create(CultureInfo.InvariantCulture,
        $" {100 * result.Coverage:0.0} ± {100 * result.Error:0.0}{(result.Determined == result.Runs ? "" : $" of {result.Determined}")} |");
}
