using CsCheck;
using Interp.Core.Lens;
using Interp.Core.Metrics;
using Interp.Core.Prompts;

namespace Interp.Core.Tests.Metrics;

public sealed class CalibratedAccuracyTests
{
    /// <summary>Logits of some prompts, on a grid on which sums are exact; with a true label each.</summary>
    private static Gen<(float[][] Logits, int[] Classes)> Predictions(int labels, int most = 12) =>
        from count in Gen.Int[1, most]
        from logits in Gen.Int[-64, 64].Select(i => i / 8f).Array[labels].Array[count]
        from classes in Gen.Int[0, labels - 1].Array[count]
        select (logits, classes);

    [Fact]
    public void Of_TwoLabels_IsAMedianSplitOfTheLogitDifference() => Predictions(2).Sample(data =>
    {
        var leads = data.Logits.Select(logits => (double)logits[0] - logits[1]).ToArray();
        var median = Median(leads);
        var expected = leads.Select((lead, i) => lead == median ? 0.5 : (lead > median) == (data.Classes[i] == 0) ? 1 : 0);
        Indicators(data.Logits, data.Classes).Should().Equal(expected);
    }, iter: 300);

    [Fact]
    public void Of_AnyLabels_IsTheQuantileDefinition() => Gen.Int[2, 6].SelectMany(labels => Predictions(labels)).Sample(data =>
    {
        var labels = data.Logits[0].Length;
        // Shares with as many digits as a sum of whole powers needs no interpolation to be compared: ranks decide.
        var shares = data.Logits.Select(logits => Enumerable.Range(0, labels).Select(y => -Math.Log(logits.Select((other, i) => i == y ? 0 : Math.Exp(other - (double)logits[y])).Sum())).ToArray()).ToArray();
        var indicators = Indicators(data.Logits, data.Classes);
        for (var i = 0; i < indicators.Length; i++)
        {
            var y = data.Classes[i];
            var sorted = shares.Select(share => share[y]).Order().ToArray();
            var rank = (sorted.Length - 1) * (labels - 1) / (double)labels;
            var (low, high) = (sorted[(int)Math.Floor(rank)], sorted[(int)Math.Ceiling(rank)]);
            var own = shares[i][y];
            // Nearly equal shares that were summed in another order are left to the exact tests.
            if (Math.Abs(own - low) < 1e-9 || Math.Abs(own - high) < 1e-9)
                continue;
            indicators[i].Should().Be(own > low ? 1 : 0);
        }
    }, iter: 300);

    [Fact]
    public void Of_TwoLabelsWithAnyBias_IsTheSame() =>
        Gen.Select(Predictions(2), Gen.Int[-800, 800].Select(i => i / 8f)).Sample((data, bias) =>
            Indicators([.. data.Logits.Select(logits => new[] { logits[0] + bias, logits[1] })], data.Classes).Should().Equal(Indicators(data.Logits, data.Classes)), iter: 200);

    [Fact]
    public void Of_ConstantAddedToEveryLabel_IsTheSame() =>
        Gen.Select(Predictions(4), Gen.Int[-800, 800].Select(i => i / 8f)).Sample((data, shift) =>
            Indicators([.. data.Logits.Select(logits => logits.Select(logit => logit + shift).ToArray())], data.Classes).Should().Equal(Indicators(data.Logits, data.Classes)), iter: 200);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(14)]
    public void Of_AllTies_IsChance(int labels)
    {
        var logits = Enumerable.Repeat(Enumerable.Range(0, labels).Select(label => 0.1f * label).ToArray(), 9).ToArray();
        Indicators(logits, [.. Enumerable.Range(0, 9).Select(i => i % labels)]).Should().OnlyContain(value => value == 1.0 / labels);
    }

    [Fact]
    public void Of_ThreeLabels_KnownValues()
    {
        // Label 0's lead over the others rises with the prompt; its threshold is the 2/3 quantile: rank 2 of 0..3.
        float[][] logits = [[0, 1, 1], [1, 1, 1], [2, 1, 1], [3, 1, 1]];
        Indicators(logits, [0, 0, 0, 0]).Should().Equal(0, 0, 1.0 / 3, 1);
        // Labels 1 and 2 fall with the prompt: ranks 3, 2, 1, 0.
        Indicators(logits, [1, 2, 1, 2]).Should().Equal(1, 1.0 / 3, 0, 0);
    }

    [Fact]
    public void Of_SaturatedShares_AreStillRanked()
    {
        float[][] logits = [[50, 0], [60, 0], [70, 0], [80, 0], [90, 0]];
        Indicators(logits, [0, 0, 0, 0, 0]).Should().Equal(0, 0, 0.5, 1, 1);
    }

    [Fact]
    public void PermutedScore_TwoLabels_IsOneMinusCalibratedAccuracy() => Predictions(2).Sample(data =>
    {
        var scores = Scores(data.Logits);
        var permuted = PermutedScore.Of(scores, Prompts(data.Classes, shown: 1));
        permuted.MeanAt(0, 0).Should().BeApproximately(1 - CalibratedAccuracy.Of(scores, Prompts(data.Classes, shown: 1)).MeanAt(0, 0), 1e-12);
    }, iter: 200);

    [Fact]
    public void PermutedScore_LooksAtTheShownLabel()
    {
        float[][] logits = [[0, 1, 1], [1, 1, 1], [2, 1, 1], [3, 1, 1]];
        PermutedScore.Of(Scores(logits), Prompts([2, 2, 2, 2], shown: 1, labels: 3)).At(0, 0).ToArray().Should().Equal(0, 0, 1.0 / 3, 1);
    }

    [Fact]
    public void Of_LayersAndPositions_AreKeptApart()
    {
        // Two hidden indices, two positions: only (1, 0) is right.
        float[] logits =
        [
            0, 1, 1, 0, 1, 0, 1, 0,
            1, 0, 0, 1, 0, 1, 0, 1,
        ];
        var scores = CalibratedAccuracy.Of(new LabelScores(new LabelScoresShape(2, 2, 2, 2), logits), [Prompt([0, 1]), Prompt([1, 0])]);
        (scores.MeanAt(0, 0), scores.MeanAt(0, 1), scores.MeanAt(1, 0), scores.MeanAt(1, 1)).Should().Be((0, 0, 1, 0));
        scores.AtLastDemonstration().Should().Equal(0, 0);
        scores.At(1, 0).ToArray().Should().Equal(1, 1);
        FluentActions.Invoking(() => scores.At(2, 0).Length).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*0..1*");
        FluentActions.Invoking(() => scores.At(0, 2).Length).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Of_PromptsThatAreNotThose_Throws()
    {
        var scores = Scores([[1, 2], [2, 1]]);
        FluentActions.Invoking(() => CalibratedAccuracy.Of(scores, [Prompt([0])])).Should().Throw<ArgumentException>().WithMessage("*2 prompts*1 prompts*");
        FluentActions.Invoking(() => PermutedScore.Of(scores, [Prompt([0])])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => CalibratedAccuracy.Of(scores, [Prompt([0]), Prompt([2])])).Should().Throw<ArgumentException>().WithMessage("*label 2*0..1*");
        FluentActions.Invoking(() => CalibratedAccuracy.Of(scores, [Prompt([0]), Prompt([])])).Should().Throw<ArgumentException>().WithMessage("*Prompt 1*");
        FluentActions.Invoking(() => PermutedScore.Of(scores, [Prompt([0]), Prompt([-1])])).Should().Throw<ArgumentException>();
    }

    private static double[] Indicators(float[][] logits, int[] classes) => CalibratedAccuracy.Of(Scores(logits), Prompts(classes, shown: 0)).At(0, 0).ToArray();

    private static LabelScores Scores(float[][] logits) => new(new LabelScoresShape(logits.Length, 1, 1, logits[0].Length), [.. logits.SelectMany(row => row)]);

    private static Prompt[] Prompts(int[] classes, int shown, int labels = 2) => [.. classes.Select(label => Prompt([label]) with { Shown = [(label + shown) % labels] })];

    private static Prompt Prompt(int[] classes) => new()
    {
        Text = "", Tokens = [0], PreLabel = [0], LabelSpans = [], Classes = [.. classes], Shown = [.. classes],
    };

    private static double Median(double[] values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
