using Interp.Core.Metrics;

namespace Interp.Core.Tests.Metrics;

public sealed class GapMeasuresTests
{
    [Fact]
    public void AccuracyGap_TwoCurves_IsTheirDifference()
    {
        AccuracyGap.Of([0.5, 0.75], [0.5, 0.25]).Should().Equal(0, 0.5);
        AccuracyGap.ShareOfLast([0, 0.25, 0.5]).Should().Equal(0, 0.5, 1);
    }

    [Fact]
    public void AccuracyGap_UnequalCurves_Throws() => FluentActions.Invoking(() => AccuracyGap.Of([0.5], [])).Should().Throw<ArgumentException>().WithMessage("1 accuracies*");

    [Theory]
    [InlineData(new[] { 0f, 0.1f, 0.2f, 0.4f }, 2)]
    [InlineData(new[] { 0f, 0.3f, 0.1f, 0.4f }, 1)] // The first crossing, not the last.
    [InlineData(new[] { 0f, 0.2f, -0.2f }, 2)]      // A negative gap turns the sign of all.
    [InlineData(new[] { 0f, 0f }, null)]
    public void CriticalLayer_Published_IsTheFirstHalf(float[] gap, int? layer) => CriticalLayer.Published(gap).Should().Be(layer);

    [Fact]
    public void EarlyExitLayer_Published_NeverIsTheLastState()
    {
        EarlyExitLayer.Published([[0.1, 0.4, 0.2, 0.9], [0.1, 0.2, 0.3, 0.9]]).Should().Be(1);
        EarlyExitLayer.Published([[0.3, 0.3, 0.1]]).Should().Be(0, "the first of equals");
        FluentActions.Invoking(() => EarlyExitLayer.Published([[0.3, 0.3], [0.1]])).Should().Throw<ArgumentException>();
    }

    /// <summary>By hand: gaps 0.5 and 0.25 before, 0.25 and 0.25 after.</summary>
    [Fact]
    public void GapReduction_TwoDatasets_HasAllFourAggregations()
    {
        var reduction = GapReduction.Of([new(1, 0.5), new(0.75, 0.5)], [new(0.75, 0.5), new(0.875, 0.625)]);
        reduction.Ratios.Should().Equal(0, 0.5);
        reduction.MeanOfRatios.Should().Be(0.25);
        reduction.RatioOfMeans.Should().BeApproximately(1 - (0.875 - 0.5625) / 0.375, 1e-12);
        reduction.OwnRatios.Should().Equal(0.5, 0);
        reduction.OwnMeanOfRatios.Should().Be(0.25);
        reduction.OwnRatioOfMeans.Should().BeApproximately(1 - 0.25 / 0.375, 1e-12);
        reduction.TruePrefixDeltas.Should().Equal(-0.25, 0.125);
        reduction.TruePrefixDelta.Should().Be(-0.0625);
    }

    [Fact]
    public void GapReduction_DatasetWithoutGap_HasNoMeanOfRatios()
    {
        var reduction = GapReduction.Of([new(1, 0.5), new(0.5, 0.5)], [new(1, 0.75), new(0.5, 0.5)]);
        reduction.Ratios.Should().Equal(0.5, null);
        reduction.MeanOfRatios.Should().BeNull();
        reduction.RatioOfMeans.Should().BeApproximately(0.5, 1e-12);
    }
}
