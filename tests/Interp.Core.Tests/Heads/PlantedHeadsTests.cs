using Interp.Core.Ablations;
using Interp.Core.Attribution;
using Interp.Core.Batches;
using Interp.Core.Heads;
using Interp.Core.Prompts;
using Interp.Core.Replays;
using Interp.Core.Sweeps;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Heads;

/// <summary>Each score finds the head that was made for it, and taking its labels away undoes just what that head does.</summary>
public sealed class PlantedHeadsTests
{
    private static readonly Prompt[] Set = PlantedModel.Prompts(12);

    public static TheoryData<HeadProperty, string, double> Owners => new()
    {
        { HeadProperty.LabelAttending, "1.2", 1 },
        { HeadProperty.ClassSensitive, "1.2", 1 },
        { HeadProperty.ShownSensitive, "1.2", 1 },
        { HeadProperty.Promoting, "1.2", 0.5 },
        { HeadProperty.PromotingNormalized, "1.2", 5 },
        { HeadProperty.PromotingFrozen, "1.2", 3 },
        { HeadProperty.PreviousToken, "0.0", 1 },
        { HeadProperty.CurrentToken, "1.3", 1 },
        { HeadProperty.FirstToken, "1.1", 1 },
        { HeadProperty.DuplicateToken, "0.2", 1 },
        { HeadProperty.Induction, "1.0", 1 },
        { HeadProperty.Copying, "1.1", 6 },
        { HeadProperty.CopyingWins, "1.1", 1 },
    };

    [Theory]
    [MemberData(nameof(Owners))]
    public void Score_OfEveryProperty_RanksItsOwnHeadFirst(HeadProperty property, string owner, double atLeast)
    {
        using var model = PlantedModel.Build();
        var set = new PromptSet
        {
            Dataset = "planted", Format = 0, Setting = Setting.Permuted, Seed = 77, Labels = ["a", "b", "c"], LabelTokens = [.. PlantedModel.LabelTokens],
            Pairs = [.. Set.Select(prompt => new PromptPair(prompt with { Shown = prompt.Classes }, prompt))],
        };
        var scores = FalseInductionScorer.Score(model, set, new SweepOptions { BatchTokens = 90 });
        scores.Top(1, property).Should().Equal(HeadId.Parse(owner));
        scores[property].RankOf(HeadId.Parse(owner)).Should().Be(1);
        scores[property].MeanAt(HeadId.Parse(owner)).Should().BeGreaterThanOrEqualTo(0.999 * atLeast);
        HeadId[] alsoFirst = property == HeadProperty.CopyingWins ? [PlantedModel.FalseInduction] : [];
        foreach (var head in scores[property].Heads.Except([HeadId.Parse(owner), .. alsoFirst]))
            scores[property].MeanAt(head).Should().BeLessThan(0.6 * atLeast, $"{head} was not made for it");
    }

    [Fact]
    public void Knockout_OfLabelTokens_RemovesWhatTheFalseInductionHeadDoesAndNothingElse()
    {
        using var scope = NewDisposeScope();
        using var model = PlantedModel.Build();
        var batch = Batch.Of(Set);
        var heads = Enumerable.Range(0, 2).SelectMany(layer => Enumerable.Range(0, 4).Select(head => new HeadId(layer, head))).ToArray();
        var planted = PlantedModel.FalseInduction;
        Ablation[] ablations =
        [
            Ablation.None,
            Ablation.KnockOutHeads([planted]),
            Ablation.OfHeads([planted], Positions.LastPreLabel),
            Ablation.KnockOutAttentions([0, 1]),
            Ablation.KnockOutHeads(heads.Where(head => head != planted)),
            Ablation.KnockOutHeads([planted], Positions.EarlierPreLabel),
        ];
        var reader = new ReplayReader(ablations, PlantedModel.LabelTokens);
        Sweep.Run(model, Set, [reader], new SweepOptions { BatchTokens = 90 });
        for (var prompt = 0; prompt < Set.Length; prompt++)
        {
            float[] Logits(int ablation) => reader.Scores[ablation].Logits(prompt, 2, 8).ToArray();
            (Set[prompt].Shown[^1], Best(Logits(0))).Should().Be((Best(Logits(0)), Set[prompt].Shown[^1]), "it copies the false label");
            foreach (var gone in new[] { 1, 2, 3 })
                Best(Logits(gone)).Should().Be(Set[prompt].Classes[^1], $"nothing but the true label is left under '{ablations[gone]}'");
            Near(Logits(1), Logits(2), "without labels the head has nothing to say");
            Near(Logits(3), Logits(2), "no other head needs the labels");
            Near(Logits(4), Logits(0), "no other head needs the labels");
            Near(Logits(5), Logits(0), "the head does not look at what stands before labels");
        }

        static int Best(float[] logits) => Array.IndexOf(logits, logits.Max());
        static void Near(float[] actual, float[] expected, string because) =>
            actual.Zip(expected).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 1e-4, because);
    }

    [Fact]
    public void Attribution_UnderTheKnockout_LosesTheHeadsShare()
    {
        using var model = PlantedModel.Build();
        var pairs = TokenPair.ShownAgainstTrue(Set, PlantedModel.LabelTokens);
        var planted = LogitComponent.Head(PlantedModel.FalseInduction);
        var (clean, without) = (Read(), default(LogitAttribution));
        using (AblationScope.Apply(model, Ablation.KnockOutHeads([PlantedModel.FalseInduction])))
            without = Read();
        clean.MeanAt(planted).Should().BeGreaterThan(3);
        clean.MeanAt(LogitComponent.Head(PlantedModel.CurrentToken)).Should().BeLessThan(-1);
        for (var prompt = 0; prompt < Set.Length; prompt++)
        {
            without.At(prompt, planted).Should().BeApproximately(0, 1e-5);
            (clean.Difference(prompt), without.Difference(prompt)).Should().Match<(double Clean, double Without)>(difference => difference.Clean > 1 && difference.Without < -1);
            clean.Unexplained(prompt).Should().BeApproximately(0, 1e-4);
        }

        LogitAttribution Read()
        {
            var reader = new LogitAttributionReader(pairs);
            Sweep.Run(model, Set, [reader], new SweepOptions { BatchTokens = 90 });
            return reader.Attribution;
        }
    }

    [Fact]
    public void Growing_BestHeadFirst_UndoesTheEffectAndThenTheRest()
    {
        using var model = PlantedModel.Build();
        var first = new FalseInductionReader(PlantedModel.LabelTokens);
        Sweep.Run(model, Set, [first]);
        var reader = new ReplayReader(HeadAblations.Growing([.. first.Scores.Top(1), PlantedModel.CurrentToken]), PlantedModel.LabelTokens);
        Sweep.Run(model, Set, [reader]);
        for (var prompt = 0; prompt < Set.Length; prompt++)
        {
            var (one, two) = (reader.Scores[0].Logits(prompt, 2, 8).ToArray(), reader.Scores[1].Logits(prompt, 2, 8).ToArray());
            Array.IndexOf(one, one.Max()).Should().Be(Set[prompt].Classes[^1]);
            (two.Max() - two.Min()).Should().BeLessThan(1e-4f, "nobody is left to say anything");
        }
    }
}
