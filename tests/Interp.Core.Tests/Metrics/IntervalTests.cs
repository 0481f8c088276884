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
    public void Normal_OfSyntheticData_CoversTheTruthAsOftenAsItSays()
    {
        const int Trials = 400;
        var covered = 0;
        for (var trial = 0; trial < Trials; trial++)
        {
            var random = new RandomStream(99, (ulong)trial);
            var values = Enumerable.Range(0, 60).Select(_ => random.NextDouble() < 0.3 ? 1.0 : 0.0).ToArray();
            var interval = NormalInterval.Of(values);
            covered += interval.Lower <= 0.3 && 0.3 <= interval.Upper ? 1 : 0;
        }

        // 0.95 nominal; small samples cover a little less, and 400 trials have a standard error of 0.011.
        (covered / (double)Trials).Should().BeInRange(0.90, 0.98);
    }
}
