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
        var scores = new LabelScores(new LabelScoresShape(1, 2, 1, 2), [1, 2, 3, 4], new([5, 6], [7, 8]));
        scores.HasVocabulary.Should().BeTrue();
        scores.LogProbability(0, 1, 0, 0).Should().Be(-3);
        scores.LargestOtherLogit(0, 1, 0).Should().Be(8);
        FluentActions.Invoking(() => Of([1f, 2f]).LogProbability(0, 0, 0, 0)).Should().Throw<InvalidOperationException>().WithMessage("*FullVocabulary*");
    }

    [Fact]
    public void Constructor_ArraysOfOtherSizes_Throws()
    {
        FluentActions.Invoking(() => new LabelScores(new LabelScoresShape(1, 1, 1, 2), new float[3])).Should().Throw<ArgumentException>().WithMessage("*Expected 2 logits*found 3*");
        FluentActions.Invoking(() => new LabelScores(new LabelScoresShape(1, 1, 1, 2), new float[2], new(new float[2], new float[2]))).Should().Throw<ArgumentException>().WithMessage("*Expected 1 normalizers*");
        FluentActions.Invoking(() => new LabelScores(new LabelScoresShape(1, 1, 1, 1), new float[1])).Should().Throw<ArgumentOutOfRangeException>("one label leaves nothing to tell apart");
        FluentActions.Invoking(() => new LabelScores(new LabelScoresShape(65536, 65536, 1, 2), [])).Should().Throw<ArgumentException>("sizes that overflow are no sizes");
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

    [Fact]
    public void Constructor_NumbersThatAreNotFinite_AreNamed()
    {
        foreach (var bad in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            // [2 prompts, 3 states, 2 demonstrations, 2 labels]
            var logits = new float[24];
            logits[1 * 12 + 2 * 4 + 0 * 2 + 1] = bad;
            FluentActions.Invoking(() => new LabelScores(new LabelScoresShape(2, [0, 1, 5], [4, 7], 2), logits)).Should().Throw<ArgumentException>().WithMessage("*label 1 is*prompt 1, state 5, demonstration 4*float32*");
            var normalizers = new float[12];
            normalizers[1 * 6 + 0 * 2 + 1] = bad;
            FluentActions.Invoking(() => new LabelScores(new LabelScoresShape(2, [0, 1, 5], [4, 7], 2), new float[24], new(normalizers, new float[12]))).Should().Throw<ArgumentException>().WithMessage("*normalizer*prompt 1, state 0, demonstration 7*");
            FluentActions.Invoking(() => new LabelScores(new LabelScoresShape(2, [0, 1, 5], [4, 7], 2), new float[24], new(new float[12], normalizers))).Should().Throw<ArgumentException>().WithMessage("*largest other*prompt 1, state 0, demonstration 7*");
        }
    }

    [Fact]
    public void Selection_PromptsDemonstrationsAndJoin_KeepEachNumberAtItsPlace()
    {
        var scores = Counting(prompts: 4);
        var some = scores.Restrict([2, 0, 2]);
        some.Prompts.Should().Be(3);
        some.Logits(0, 1, 7).ToArray().Should().Equal(scores.Logits(2, 1, 7).ToArray());
        some.LogProbability(1, 1, 4, 1).Should().Be(scores.LogProbability(0, 1, 4, 1));
        some.LargestOtherLogit(2, 1, 4).Should().Be(scores.LargestOtherLogit(2, 1, 4));

        var last = scores.At(7);
        last.Demonstrations.Should().Equal(7);
        last.Logits(3, 1, 7).ToArray().Should().Equal(scores.Logits(3, 1, 7).ToArray());
        last.LogProbability(3, 0, 7, 0).Should().Be(scores.LogProbability(3, 0, 7, 0));
        last.LargestOtherLogit(3, 0, 7).Should().Be(scores.LargestOtherLogit(3, 0, 7));

        var joined = LabelScores.Join([scores.Restrict([0, 1]), scores.Restrict([2]), scores.Restrict([3])]);
        for (var prompt = 0; prompt < 4; prompt++)
            joined.Logits(prompt, 1, 4).ToArray().Should().Equal(scores.Logits(prompt, 1, 4).ToArray());
    }

    [Fact]
    public void Selection_WhatDoesNotFit_Throws()
    {
        var scores = Counting(prompts: 4);
        FluentActions.Invoking(() => scores.Restrict([])).Should().Throw<ArgumentException>().WithMessage("*No prompt*");
        FluentActions.Invoking(() => scores.Restrict([4])).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*0..3*");
        FluentActions.Invoking(() => scores.At(5)).Should().Throw<ArgumentException>().WithMessage("*demonstration was not read; read were 4, 7*5*");
        FluentActions.Invoking(() => LabelScores.Join([])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => LabelScores.Join([scores, scores.At(7)])).Should().Throw<ArgumentException>().WithMessage("*demonstrations 4, 7,*demonstrations 7,*");
        var published = new LabelScores(scores.Shape with { Protocol = Protocol.Published }, new float[4 * 8], new(new float[4 * 4], new float[4 * 4]));
        FluentActions.Invoking(() => LabelScores.Join([scores, published])).Should().Throw<ArgumentException>().WithMessage("*protocol corrected*protocol published*");
    }

    /// <summary>[prompts, 2 states, demonstrations 4 and 7, 2 labels], every number another.</summary>
    private static LabelScores Counting(int prompts) => new(
        new LabelScoresShape(prompts, [0, 1], [4, 7], 2), [.. Enumerable.Range(0, prompts * 8).Select(i => (float)i)], new([.. Enumerable.Range(0, prompts * 4).Select(i => 1000f + i)], [.. Enumerable.Range(0, prompts * 4).Select(i => 2000f + i)]));

    private static LabelScores Of(float[] logits) => new(new LabelScoresShape(1, 1, 1, logits.Length), logits);
}
