using Interp.Core.Metrics;
using Interp.Core.Randomness;

namespace Interp.Core.Tests.Metrics;

public sealed class IntervalTests
{
    [Fact]
    public void Normal_KnownValues_AreMeanAndStandardError()
    {
        // Mean 2.5, sum of squares 5, s^2 = 5/3, standard error sqrt(5/12).
        var interval = NormalInterval.Of([1, 2, 3, 4]);
        interval.Estimate.Should().Be(2.5);
        interval.Upper.Should().BeApproximately(2.5 + 1.96 * Math.Sqrt(5.0 / 12), 1e-12);
        interval.Lower.Should().BeApproximately(2.5 - 1.96 * Math.Sqrt(5.0 / 12), 1e-12);
        NormalInterval.Of([7]).Should().Be(new Interval(7, 7, 7));
        FluentActions.Invoking(() => NormalInterval.Of([])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => Mean.Of([])).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Bootstrap_SameSeed_GivesTheSameAndAnotherSeedAnother()
    {
        double[] values = [1, 0, 0, 1, 0.5, 1, 1, 0, 0, 0.5];
        BootstrapInterval.Of(values, seed: 3).Should().Be(BootstrapInterval.Of(values, seed: 3));
        BootstrapInterval.Of(values, seed: 3, resamples: 101).Should().NotBe(BootstrapInterval.Of(values, seed: 4, resamples: 101));
        BootstrapInterval.Of(values, seed: 3).Estimate.Should().Be(0.5);
        BootstrapInterval.Of([2, 2, 2], seed: 1).Should().Be(new Interval(2, 2, 2));
    }

    [Fact]
    public void Bootstrap_WiderLevel_HoldsTheNarrowerOne()
    {
        double[] values = [.. Enumerable.Range(0, 40).Select(i => (double)i)];
        var (half, most) = (BootstrapInterval.Of(values, 1, level: 0.5), BootstrapInterval.Of(values, 1, level: 0.99));
        most.Lower.Should().BeLessThan(half.Lower);
        most.Upper.Should().BeGreaterThan(half.Upper);
        (half.Lower < 19.5 && 19.5 < half.Upper).Should().BeTrue();
    }

    [Fact]
    public void Bootstrap_Statistic_SeesPairsTogetherAndEveryPromptOnceForTheEstimate()
    {
        double[] left = [1, 2, 3, 4, 5, 6, 7, 8];
        var right = left.Select(value => value - 0.25).ToArray();
        var interval = BootstrapInterval.Of(8, prompts => prompts.ToArray().Average(i => left[i] - right[i]), seed: 5);
        interval.Should().Be(new Interval(0.25, 0.25, 0.25), "the difference of pairs does not vary");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Interval_OfSyntheticData_CoversTheTruthAsOftenAsItSays(bool bootstrap)
    {
        const int Trials = 400;
        var covered = 0;
        for (var trial = 0; trial < Trials; trial++)
        {
            var random = new RandomStream(99, (ulong)trial);
            var values = Enumerable.Range(0, 60).Select(_ => random.NextDouble() < 0.3 ? 1.0 : 0.0).ToArray();
            var interval = bootstrap ? BootstrapInterval.Of(values, (ulong)trial, resamples: 300) : NormalInterval.Of(values);
            covered += interval.Lower <= 0.3 && 0.3 <= interval.Upper ? 1 : 0;
        }

        // 0.95 nominal; small samples cover a little less, and 400 trials have a standard error of 0.011.
        (covered / (double)Trials).Should().BeInRange(0.90, 0.98);
    }

    [Fact]
    public void Bootstrap_NothingToDraw_Throws()
    {
        FluentActions.Invoking(() => BootstrapInterval.Of([], 1)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => BootstrapInterval.Of([1], 1, resamples: 0)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => BootstrapInterval.Of([1], 1, level: 1)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => BootstrapInterval.Of([1], 1, level: double.NaN)).Should().Throw<ArgumentOutOfRangeException>();
    }
}
