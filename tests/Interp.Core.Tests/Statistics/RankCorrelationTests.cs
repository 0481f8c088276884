using Interp.Core.Statistics;

namespace Interp.Core.Tests.Statistics;

public sealed class RankCorrelationTests
{
    private static readonly double[] One = [0.3, -1.2, 0.3, 4.5, 2.2, 0.0, 7.1, -3.3];
    private static readonly double[] Other = [1.0, -2.0, 0.5, 3.9, 3.9, 0.5, 2.5, -1.0];

    /// <summary>scipy.stats.spearmanr and kendalltau of scipy 1.10.1.</summary>
    [Fact]
    public void SpearmanAndKendall_WithTies_AreThoseOfScipy()
    {
        RankCorrelation.Spearman(One, Other).Should().BeApproximately(0.8788040185874849, 1e-14);
        RankCorrelation.Kendall(One, Other).Should().BeApproximately(0.7171087882915774, 1e-14);
    }

    [Fact]
    public void SpearmanAndKendall_SameAndOppositeOrder_AreOneAndMinusOne()
    {
        double[] up = [1, 5, 2, 9], steeper = [-3, 50, 0, 1e6], down = [0, -1, -0.5, -7];
        foreach (var of in new[] { RankCorrelation.Spearman, (Func<ReadOnlySpan<double>, ReadOnlySpan<double>, double>)RankCorrelation.Kendall })
        {
            of(up, steeper).Should().BeApproximately(1, 1e-15);
            of(up, down).Should().BeApproximately(-1, 1e-15);
        }
    }

    [Fact]
    public void SpearmanAndKendall_WithoutAnOrder_Throw()
    {
        FluentActions.Invoking(() => RankCorrelation.Spearman([1, 2], [1, 2, 3])).Should().Throw<ArgumentException>().WithMessage("*2 and 3*");
        FluentActions.Invoking(() => RankCorrelation.Kendall([1], [1])).Should().Throw<ArgumentException>().WithMessage("*two at least*");
        FluentActions.Invoking(() => RankCorrelation.Spearman([1, double.NaN], [1, 2])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => RankCorrelation.Kendall([3, 3, 3], [1, 2, 3])).Should().Throw<ArgumentException>().WithMessage("*no order*");
    }
}
