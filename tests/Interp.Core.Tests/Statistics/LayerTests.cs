using Interp.Core.Statistics;
using Interp.Core.Tests.Statistics.Coverage;

namespace Interp.Core.Tests.Statistics;

public sealed class LayerTests
{
    [Theory]
    [InlineData(new[] { 0, 0, 0.1, 0.3, 0.4 }, 3)]
    [InlineData(new[] { 0, 0.3, 0.1, 0.3, 0.4 }, 3)] // the paper's rule takes 1
    [InlineData(new[] { 0.3, 0.3, 0.3, 0.2, 0.4 }, 0)]
    [InlineData(new[] { 0.3, 0.3, 0.3, 0.19, 0.4 }, 4)]
    [InlineData(new[] { 0.4 }, 0)]
    public void CriticalLayer_IsTheLastUpwardCrossing(double[] gaps, int expected) => RobustCriticalLayer.Of(gaps).Should().Be(expected);

    [Fact]
    public void CriticalLayer_IsThatOfEveryDraw()
    {
        var layer = new Curves(6.3, 0.6).CriticalLayer(200, seed: 3);
        layer.State.Should().NotBeNull();
        layer.State!.Low.Should().BeLessThanOrEqualTo(layer.State.Estimate);
        layer.State.High.Should().BeGreaterThanOrEqualTo(layer.State.Estimate);
        new[] { layer.State.Low, layer.State.Estimate, layer.State.High }.Should().OnlyContain(state => state == Math.Floor(state));
        layer.State.Method.Should().Be(IntervalMethod.Percentiles);
        layer.FinalGap.Low.Should().BeGreaterThan(0);
    }

    [Fact]
    public void CriticalLayer_WithoutAFinalGap_IsUndetermined()
    {
        var resamples = new Resamples(40, 1);
        double[] alternating = [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? 1.0 : -0.95)];
        double[] large = [.. Enumerable.Range(0, 40).Select(i => i % 4 == 0 ? 0.0 : 1.0)];
        var (small, clear) = (Bootstrapped.Mean(alternating, resamples), Bootstrapped.Mean(large, resamples));
        RobustCriticalLayer.Of([clear, small]).Should().Match<RobustCriticalLayer>(layer => layer.State == null && layer.FinalGap.Low < 0);
        RobustCriticalLayer.Of([small, -1 * clear]).State.Should().BeNull("a negative gap has no half to rise to");
        RobustCriticalLayer.Of([small, clear]).State!.Estimate.Should().Be(1);
        FluentActions.Invoking(() => RobustCriticalLayer.Of([clear])).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => RobustCriticalLayer.Of(default(ReadOnlySpan<double>))).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void EarlyExit_EachHalfIsEvaluatedWhereTheOtherChose()
    {
        var (a, b) = (new Resamples(20, 1), new Resamples(20, 2));
        // The first half likes state 1 best, the second state 2; the last state is never chosen.
        var first = Of(a, 0.2, 0.8, 0.5, 0.9);
        var second = Of(b, 0.2, 0.3, 0.7, 0.6);
        var exit = HeldOutEarlyExit.Of(first, second);
        (exit.ChosenByFirst, exit.ChosenBySecond).Should().Be((1, 2));
        exit.Gain.Estimate.Should().BeApproximately(((0.3 - 0.6) + (0.5 - 0.9)) / 2, 1e-12);
        exit.State.Estimate.Should().Be(2, "means of the halves are 0.2, 0.55, 0.6");
        (exit.State.Low, exit.State.High).Should().Be((1, 2), "the two are near");
        FluentActions.Invoking(() => HeldOutEarlyExit.Of(first, [.. second.Take(3)])).Should().Throw<ArgumentException>().WithMessage("*4*3*");

        static Bootstrapped[] Of(Resamples resamples, params double[] shares) =>
            [.. shares.Select((share, state) => Bootstrapped.Mean([.. Enumerable.Range(0, 20).Select(i => (i * 7 + 3 * state) % 20 < 20 * share - 0.5 ? 1.0 : 0.0)], resamples))];
    }

    [Fact]
    public void Halves_HoldEveryPromptOnce()
    {
        var halves = new Halves(101, 5);
        (halves.First.Length, halves.Second.Length).Should().Be((51, 50));
        halves.First.Concat(halves.Second).Order().Should().Equal(Enumerable.Range(0, 101));
        halves.First.Should().BeInAscendingOrder().And.NotEqual(Enumerable.Range(0, 51));
        new Halves(101, 5).First.Should().Equal(halves.First);
        new Halves(101, 6).First.Should().NotEqual(halves.First);
        FluentActions.Invoking(() => new Halves(3, 1)).Should().Throw<ArgumentOutOfRangeException>();
    }
}
