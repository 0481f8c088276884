using Interp.Core.Statistics;
using MathNet.Numerics.Distributions;

namespace Interp.Core.Tests.Statistics;

/// <summary>The library's few closed forms beside those of MathNet.Numerics.</summary>
public sealed class ClosedFormTests
{
    [Fact]
    public void Normal_IsThatOfMathNet()
    {
        Gaussian.Quantile975.Should().BeApproximately(Normal.InvCDF(0, 1, 0.975), 1e-12);
        for (var x = -6.0; x <= 6; x += 0.01)
            Gaussian.Below(x).Should().BeApproximately(Normal.CDF(0, 1, x), 1.1e-7);
    }

    [Fact]
    public void Student_IsThatOfMathNet()
    {
        for (var degrees = 1; degrees < 2000; degrees += degrees < 50 ? 1 : 97)
            Gaussian.Student975(degrees).Should().BeApproximately(StudentT.InvCDF(0, 1, degrees, 0.975), 1e-3, $"of {degrees}");
        FluentActions.Invoking(() => Gaussian.Student975(0)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Theory]
    [InlineData(0, 20)]
    [InlineData(1, 20)]
    [InlineData(10, 20)]
    [InlineData(999, 1000)]
    [InlineData(1, 1)]
    public void Wilson_BoundsAreTheSharesAtWhichTheScoreTestRejects(int successes, int prompts)
    {
        var interval = WilsonInterval.Of(successes, prompts);
        var z = Normal.InvCDF(0, 1, 0.975);
        foreach (var bound in new[] { interval.Low, interval.High })
        {
            // (estimate - p)^2 = z^2 p (1 - p) / n at both bounds, or the bound is where shares end.
            var left = Math.Pow(interval.Estimate - bound, 2);
            left.Should().BeApproximately(z * z * bound * (1 - bound) / prompts, 1e-12);
        }

        interval.Low.Should().BeInRange(0, interval.Estimate);
        interval.High.Should().BeInRange(interval.Estimate, 1);
        interval.Covers(interval.Estimate).Should().BeTrue();
    }

    [Fact]
    public void Wilson_KnownValues()
    {
        // Brown, Cai and DasGupta (2001): with x = 0 the upper bound is z^2 / (n + z^2).
        var z = Normal.InvCDF(0, 1, 0.975);
        WilsonInterval.Of(0, 50).Should().BeEquivalentTo(new { Low = 0.0, Estimate = 0.0, N = 50, Method = IntervalMethod.Wilson, Seed = (ulong?)null });
        WilsonInterval.Of(0, 50).High.Should().BeApproximately(z * z / (50 + z * z), 1e-12);
        FluentActions.Invoking(() => WilsonInterval.Of(3, 2)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => WilsonInterval.Of(0, 0)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void IntervalEstimate_OfWhatIsNoInterval_IsRefused()
    {
        FluentActions.Invoking(() => new IntervalEstimate(1, 2, 1, 5, "x")).Should().Throw<ArgumentException>().WithMessage("*2*above*1*");
        FluentActions.Invoking(() => new IntervalEstimate(double.NaN, 0, 1, 5, "x")).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new IntervalEstimate(0, 0, double.PositiveInfinity, 5, "x")).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new IntervalEstimate(0, 0, 1, 0, "x")).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new IntervalEstimate(0, 0, 1, 5, " ")).Should().Throw<ArgumentException>();
    }
}
