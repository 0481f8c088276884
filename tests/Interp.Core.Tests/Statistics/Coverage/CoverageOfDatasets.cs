using Interp.Core.Randomness;
using Interp.Core.Statistics;

namespace Interp.Core.Tests.Statistics.Coverage;

/// <summary>Averages over 14 datasets that are drawn from a population whose gaps are skewed about 0.25.</summary>
internal static class CoverageOfDatasets
{
    private const int Datasets = 14;
    private const double MeanGap = 0.25;

    /// <summary>The cases.</summary>
    public static IReadOnlyList<CoverageCase> All { get; } =
    [
        new("average of these 14 datasets", "gaps of 0.08 to 0.58", CoverageCase.Between, 0.25, (n, seed) => Fixed(n, seed, 0.5)),
        .. new[] { (Spread: 0, Data: "all gaps alike"), (Spread: 0.2, Data: "gaps of 0.18 to 0.38"), (Spread: 0.5, Data: "gaps of 0.08 to 0.58") }.Select(of =>
            new CoverageCase("average of datasets like 14", of.Data, CoverageCase.Between, 0.5, (n, seed) => Drawn(n, seed, of.Spread))),
    ];

    private static CoverageTrial Fixed(int n, ulong seed, double spread)
    {
        var (measured, gaps) = Sample(n, seed, spread);
        return new(Bootstrapped.Average(measured).ToInterval(), gaps.Average());
    }

    private static CoverageTrial Drawn(int n, ulong seed, double spread) =>
        new(DatasetAverage.Of(Sample(n, seed, spread).Measured, Population.Resamples(Datasets, ~seed)).ToInterval(), MeanGap);

    private static (Bootstrapped[] Measured, double[] Gaps) Sample(int n, ulong seed, double spread)
    {
        var random = new RandomStream(seed);
        var gaps = Population.Values(Datasets, _ => MeanGap + spread * (Math.Pow(random.NextDouble(), 2) - 1.0 / 3));
        return ([.. gaps.Select((gap, dataset) => Bootstrapped.Mean(Differences(gap), Population.Resamples(n, seed * Datasets + (ulong)dataset)))], gaps);

        double[] Differences(double gap)
        {
            var correct = 0.65 + 0.2 * random.NextDouble();
            return Population.Values(n, _ =>
            {
                var own = random.NextDouble();
                return (own < correct ? 1 : 0) - (random.Shared(own) < correct - gap ? 1 : 0);
            });
        }
    }
}
