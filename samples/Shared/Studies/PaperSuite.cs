using System.Collections.Immutable;
using Interp.Core.Results;
using Interp.Core.Studies;
using Interp.Datasets;
using Interp.Datasets.Benchmarks;

namespace Interp.Samples.Shared.Studies;

/// <summary>The paper's datasets: fourteen that are averaged, and two toys.</summary>
public static class PaperSuite
{
    private static readonly Benchmark[] Toys = [Unnatural.Benchmark, Sst2UnrelatedLabels.Benchmark];

    /// <summary>As the paper has them.</summary>
    public static BenchmarkSuite Suite { get; } = new()
    {
        Averaged = [.. BenchmarkRegistry.Paper.All.Except(Toys).Select(benchmark => benchmark.Key)],
        Toys = [.. Toys.Select(benchmark => benchmark.Key)],
        Labels = BenchmarkRegistry.Paper.All.ToImmutableDictionary(benchmark => benchmark.Key, benchmark => benchmark.Classes.Length),
    };

    /// <summary>The paper's, or, for results of its toys only, those: a mean over nothing would show nothing.</summary>
    /// <param name="results">Result rows.</param>
    public static BenchmarkSuite For(ResultsFolder results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var there = results.Measurements.Select(row => row.Dataset).Concat(results.Ablations.Select(row => row.Dataset)).Concat(results.Attention.Select(row => row.Dataset)).ToHashSet();
        return Suite.Averaged.Any(there.Contains) ? Suite : Suite with { Averaged = [.. Suite.Toys.Where(there.Contains)], Toys = [.. Suite.Toys.Where(toy => !there.Contains(toy))] };
    }
}
