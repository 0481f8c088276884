using Interp.Core.Lens;

namespace Interp.Core.Tests.Lens;

public sealed class LabelScoresTests
{
    [Fact]
    public void LogShare_AnyLogits_IsTheLogSoftmaxOverLabels()
    {
        var scores = Of([1.5f, -2f, 0.25f]);
        var sum = new[] { 1.5, -2, 0.25 }.Sum(Math.Exp);
        for (var label = 0; label < 3; label++)
            scores.LogShare(0, 0, 0, label).Should().BeApproximately(Math.Log(Math.Exp(scores.Logits(0, 0, 0)[label]) / sum), 1e-15);
    }

    [Fact]
    public void LogShare_Saturated_StaysApart()
    {
        // As probabilities in float64 all of these are 1.
        var shares = new[] { 40f, 60f, 100f, 500f }.Select(lead => Of([lead, 0f]).LogShare(0, 0, 0, 0)).ToArray();
        shares.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        shares[0].Should().BeApproximately(-Math.Exp(-40), 1e-30);
        Of([40f, 0f]).LogShare(0, 0, 0, 1).Should().BeApproximately(-40, 1e-13);
    }

    [Theory]
    [InlineData(3e38f, -3e38f)]
    [InlineData(1e30f, 0f)]
    [InlineData(-1e30f, 0f)]
    [InlineData(0f, 0f)]
    public void LogShare_HugeLogits_IsFiniteAndNotPositive(float first, float second)
    {
        var scores = Of([first, second]);
        for (var label = 0; label < 2; label++)
        {
            scores.LogShare(0, 0, 0, label).Should().BeLessThanOrEqualTo(0);
            double.IsFinite(scores.LogShare(0, 0, 0, label)).Should().BeTrue();
        }
    }

    [Fact]
    public void LogShare_EqualLogits_IsMinusLogOfTheirNumberExactlyAlikeForAll()
    {
        var scores = Of([7f, 7f, 7f]);
        scores.LogShare(0, 0, 0, 0).Should().BeApproximately(-Math.Log(3), 1e-15);
        scores.LogShare(0, 0, 0, 1).Should().Be(scores.LogShare(0, 0, 0, 0));
        scores.LogShare(0, 0, 0, 2).Should().Be(scores.LogShare(0, 0, 0, 0));
    }

    [Fact]
    public void LogProbability_WithNormalizer_IsTheDifference()
    {
        var scores = new LabelScores(1, 2, 1, 2, [1, 2, 3, 4], [5, 6]);
        scores.HasVocabulary.Should().BeTrue();
        scores.LogProbability(0, 1, 0, 0).Should().Be(-3);
        FluentActions.Invoking(() => Of([1f, 2f]).LogProbability(0, 0, 0, 0)).Should().Throw<InvalidOperationException>().WithMessage("*FullVocabulary*");
    }

    [Fact]
    public void Constructor_ArraysOfOtherSizes_Throws()
    {
        FluentActions.Invoking(() => new LabelScores(1, 1, 1, 2, new float[3])).Should().Throw<ArgumentException>().WithMessage("*Expected 2 logits*found 3*");
        FluentActions.Invoking(() => new LabelScores(1, 1, 1, 2, new float[2], new float[2])).Should().Throw<ArgumentException>().WithMessage("*Expected 1 normalizers*");
        FluentActions.Invoking(() => new LabelScores(1, 1, 1, 1, new float[1])).Should().Throw<ArgumentOutOfRangeException>("one label leaves nothing to tell apart");
        FluentActions.Invoking(() => new LabelScores(65536, 65536, 1, 2, [])).Should().Throw<ArgumentException>("sizes that overflow are no sizes");
    }

    [Fact]
    public void Logits_OutsideTheScores_Throws()
    {
        var scores = Of([1f, 2f]);
        FluentActions.Invoking(() => scores.Logits(1, 0, 0).Length).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*0..0*");
        FluentActions.Invoking(() => scores.Logits(0, -1, 0).Length).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => scores.LogShare(0, 0, 1, 0)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => scores.LogShare(0, 0, 0, 2)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => scores.LogShare(0, 0, 0, -1)).Should().Throw<ArgumentOutOfRangeException>();
    }

    private static LabelScores Of(float[] logits) => new(1, 1, 1, logits.Length, logits);
}
