using System.Collections.Immutable;
using Interp.Core.Studies;
using Interp.Datasets;
using Interp.Datasets.Benchmarks;

namespace Interp.Samples.Overthinking;

/// <summary>The paper's datasets: fourteen that are averaged, and two toys.</summary>
internal static class PaperSuite
{
    private static readonly Benchmark[] Toys = [Unnatural.Benchmark, Sst2UnrelatedLabels.Benchmark];

    public static BenchmarkSuite Suite { get; } = new()
    {
        Averaged = [.. BenchmarkRegistry.Paper.All.Except(Toys).Select(benchmark => benchmark.Key)],
        Toys = [.. Toys.Select(benchmark => benchmark.Key)],
        Labels = BenchmarkRegistry.Paper.All.ToImmutableDictionary(benchmark => benchmark.Key, benchmark => benchmark.Classes.Length),
    };
}
