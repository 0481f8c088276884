using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Heads;
using Interp.Core.Hooks;
using Interp.Core.Prompts;
using Interp.Core.Sweeps;
using Interp.Core.Tests.Tiny;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Heads;

public sealed class HeadScoresTests
{
    private static readonly Prompt[] Set = TinyBatch.Prompts(6, demonstrations: 4, labels: 3);

    public static TheoryData<string> Wirings => TinyWiring.Names;

    /// <summary>Every role from the whole pattern, token by token.</summary>
    [Theory]
    [MemberData(nameof(Wirings))]
    public void TokenAttention_EveryRoleAndQuery_IsThePatternSummedUp(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var reader = new LabelAttentionReader(allDemonstrations: true);
        Sweep.Run(model, Set, [reader], new SweepOptions { BatchTokens = 40 });
        using var cache = ActivationCache.Record(model, Batch.Of(Set), CacheRequest.Of(HookSite.Pattern));
        foreach (var role in Enum.GetValues<TokenRole>())
            foreach (var demonstration in new[] { 0, 2, 3 })
            {
                var scores = TokenAttention.Score(reader.Attention, role, demonstration);
                foreach (var head in scores.Heads)
                    for (var prompt = 0; prompt < Set.Length; prompt++)
                    {
                        var (tokens, query) = (Set[prompt].Tokens, Set[prompt].PreLabel[demonstration]);
                        var weights = cache[HookPoint.Pattern(head.Layer)][prompt, head.Head, query].data<double>().ToArray();
                        var expected = Enumerable.Range(0, query + 1).Where(key => Has(role, tokens, query, key)).Sum(key => weights[key]);
                        scores.At(head)[prompt].Should().BeApproximately(expected, 1e-6, $"{role} of {head}");
                    }
            }

        static bool Has(TokenRole role, IReadOnlyList<int> tokens, int query, int key) => role switch
        {
            TokenRole.Current => key == query,
            TokenRole.Previous => key == query - 1,
            TokenRole.First => key == 0,
            TokenRole.Duplicate => key < query && tokens[key] == tokens[query],
            TokenRole.Induction => key > 0 && key < query && tokens[key - 1] == tokens[query],
            _ => throw new ArgumentOutOfRangeException(nameof(role)),
        };
    }

    /// <summary>One token before every label: what followed it last time are the labels.</summary>
    [Fact]
    public void TokenAttention_InductionWhereOneTokenStandsBeforeEveryLabel_IsAttentionToLabels()
    {
        using var model = TinyModel.Of("neox");
        var reader = new LabelAttentionReader();
        Sweep.Run(model, Set, [reader]);
        var (induction, labels) = (TokenAttention.Score(reader.Attention, TokenRole.Induction), PrefixMatching.All(reader.Attention, Set));
        foreach (var head in labels.Heads)
            for (var prompt = 0; prompt < Set.Length; prompt++)
                induction.At(head)[prompt].Should().BeApproximately(labels.At(head)[prompt], 1e-6);
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Copying_EveryHead_IsTheCircuitWrittenOut(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        int[] labels = [4, 9, 30, 2];
        var (score, wins) = (Copying.Score(model, labels), Copying.Wins(model, labels));
        var (centres, hasNormsBefore) = (!TinyWiring.Named(wiring).HasRmsNorm, TinyWiring.Named(wiring).HasNormsBefore);
        foreach (var head in score.Heads)
        {
            Tensor? Gain(string name) => model.Weights.SingleOrDefault(weight => weight.Name == name).Tensor;
            var (gain, gainBehind) = (Gain($"blocks.{head.Layer}.ln1.gain"), Gain($"blocks.{head.Layer}.ln1_post.gain"));
            var finalGain = model.Weights.Single(weight => weight.Name == "ln_final.gain").Tensor;
            for (var attended = 0; attended < labels.Length; attended++)
            {
                var x = model.W_E()[labels[attended]];
                x = centres ? x - x.mean() : x;
                var written = matmul(hasNormsBefore ? x / (x.square().mean() + 1e-3).sqrt() * gain! : x, model.OV(head));
                written = gainBehind is null ? written : written * gainBehind;
                written = (centres ? written - written.mean() : written) * finalGain;
                var logits = labels.Select(label => (written * model.W_U().t()[label]).sum().item<double>()).ToArray();
                var others = logits.Where((_, label) => label != attended).ToArray();
                score.At(head)[attended].Should().BeApproximately(logits[attended] - others.Average(), 1e-10);
                wins.At(head)[attended].Should().Be(logits[attended] > others.Max() ? 1 : 0);
            }
        }

        FluentActions.Invoking(() => Copying.Score(model, [1])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => Copying.Score(model, [1, 1])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => Copying.Wins(model, [1, 37])).Should().Throw<ArgumentException>().WithMessage("*37*");
    }

    [Fact]
    public void Ranks_AndTopAndMeans_AreOfTheSameOrder()
    {
        using var model = TinyModel.Of("gpt2");
        var reader = new LabelAttentionReader();
        Sweep.Run(model, Set, [reader]);
        var scores = PrefixMatching.All(reader.Attention, Set);
        var top = scores.Top(12);
        top.Select(scores.RankOf).Should().Equal(Enumerable.Range(1, 12));
        scores.MeanOver(top.Take(3)).Should().BeApproximately(top.Take(3).Average(scores.MeanAt), 1e-12);
        FluentActions.Invoking(() => scores.MeanOver([])).Should().Throw<ArgumentException>();
        var equal = HeadScores.Of(reader.Attention, (_, head) => head.Head == 2 ? 1 : 0);
        equal.Heads.Select(equal.RankOf).Order().Should().Equal(Enumerable.Range(1, 12));
        equal.RankOf(new HeadId(1, 2)).Should().Be(2);
    }

    [Fact]
    public void Growing_HeadsInOrder_AreTheFirstOneTwoAndSoOn()
    {
        HeadAblations.Growing([new HeadId(2, 1), new HeadId(0, 3), new HeadId(1, 1)]).Select(ablation => ablation.ToString()).Should().Equal(
            "zero heads 2.1 at last-pre-label", "zero heads 0.3 2.1 at last-pre-label", "zero heads 0.3 1.1 2.1 at last-pre-label");
        HeadAblations.Growing([new HeadId(2, 1)], Positions.Last, Replacement.Mean).Single().Should().Be(Ablation.OfHeads([new HeadId(2, 1)], Positions.Last, Replacement.Mean));
        HeadAblations.OfEach([[new HeadId(1, 1)], [new HeadId(0, 0), new HeadId(2, 2)]]).Should().Equal(
            Ablation.OfHeads([new HeadId(1, 1)], Positions.LastPreLabel), Ablation.OfHeads([new HeadId(0, 0), new HeadId(2, 2)], Positions.LastPreLabel));
        FluentActions.Invoking(() => HeadAblations.Growing([])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => HeadAblations.Growing([new HeadId(1, 1), new HeadId(1, 1)])).Should().Throw<ArgumentException>().WithMessage("*distinct*");
    }
}
