using CsCheck;
using Interp.Core.Metrics;

namespace Interp.Core.Tests.Metrics;

public sealed class QuantileTests
{
    /// <summary>numpy.quantile(values, numerator / denominator), default method.</summary>
    [Theory]
    [InlineData(new[] { 1.0, 2.0, 4.0, 8.0 }, 1, 2, 3.0)]
    [InlineData(new[] { 1.0, 2.0, 4.0, 8.0 }, 2, 3, 4.0)]
    [InlineData(new[] { 1.0, 2.0, 4.0, 8.0 }, 3, 4, 5.0)]
    [InlineData(new[] { 1.0, 2.0, 4.0, 8.0 }, 1, 10, 1.3)]
    [InlineData(new[] { 1.0, 2.0, 4.0, 8.0 }, 0, 1, 1.0)]
    [InlineData(new[] { 1.0, 2.0, 4.0, 8.0 }, 1, 1, 8.0)]
    [InlineData(new[] { -3.0, 0.0, 10.0 }, 975, 1000, 9.5)]
    [InlineData(new[] { 5.0 }, 13, 14, 5.0)]
    [InlineData(new[] { 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0 }, 5, 6, 6.0)]
    public void Of_KnownValues_AreNumpys(double[] sorted, int numerator, int denominator, double expected) =>
        Quantile.Of(sorted, numerator, denominator).Should().BeApproximately(expected, 1e-12);

    [Fact]
    public void Of_AnyValues_LiesBetweenTheOrderStatisticsAroundItsRank() =>
        Gen.Select(Gen.Double[-100, 100].Array[1, 30], Gen.Int[1, 20], Gen.Int[0, 20]).Sample((values, denominator, numerator) =>
        {
            numerator = Math.Min(numerator, denominator);
            Array.Sort(values);
            var quantile = Quantile.Of(values, numerator, denominator);
            var below = (values.Length - 1) * numerator / denominator;
            var exact = (values.Length - 1) * numerator % denominator == 0;
            if (exact)
                quantile.Should().Be(values[below], "a quantile on a value is that value to the last bit");
            else
                quantile.Should().BeInRange(values[below], values[below + 1]);
        }, iter: 500);

    [Fact]
    public void Of_NothingOrOutside_Throws()
    {
        FluentActions.Invoking(() => Quantile.Of([], 1, 2)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => Quantile.Of([1], -1, 2)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => Quantile.Of([1], 3, 2)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => Quantile.Of([1], 0, 0)).Should().Throw<ArgumentOutOfRangeException>();
    }
}
