using Interp.Core.Circuits;
using Interp.Core.Hooks;
using Interp.Core.Paths;
using Interp.Core.Prompts;
using Interp.Core.Statistics;
using Interp.Datasets.Benchmarks;
using Interp.Models;

namespace Interp.Samples.Tests.Docs;

/// <summary>What docs/methods/attribution-patching.md says of the built-in model, by intervals that do not touch.</summary>
public sealed class AttributionPageTests
{
    private const int Pairs = 40;

    [Fact]
    [Trait("Category", "Long")]
    public void Overthinker_Estimates_RankAsThePageSays()
    {
        using var model = Pretrained.Load("overthinker");
        var contrast = ContrastSet.Of(Unnatural.Load().Prompts(model.Tokenizer, Setting.Permuted, demonstrations: 12, count: Pairs, seed: 1));
        var draws = new Resamples(Pairs, seed: 1);
        CircuitNode[] parts = [.. CircuitNode.Parts(model)], queries = [.. CircuitNode.HeadInputs(model).Where(node => node.Point.Site == HookSite.RotQ)];
        CircuitNode[] nodes = [.. parts, .. queries];
        var exact = AttributionPatching.Exact(model, contrast, nodes);
        IntervalEstimate Agreement(PatchEffects<CircuitNode> estimate, CircuitNode[] of) => RankAgreement.Spearman(estimate.Of(of).Sizes(), exact.Of(of).Sizes(), draws).ToPercentileInterval();

        var plain = AttributionPatching.Estimate(model, contrast, nodes);
        var star = AttributionPatching.Star(model, contrast, nodes);
        Agreement(plain, parts).Low.Should().BeGreaterThan(0.9);
        Agreement(star, parts).Low.Should().BeGreaterThan(0.9);
        Agreement(star, queries).Low.Should().BeGreaterThan(Agreement(plain, queries).High, "a sure softmax has no gradient");

        var integrated = AttributionPatching.Integrated(model, contrast, [CircuitNode.Embedding], steps: 20);
        integrated.MeanAt(CircuitNode.Embedding).Should().BeApproximately(exact.MeanAt(CircuitNode.Embedding), 0.02 * Math.Abs(exact.MeanAt(CircuitNode.Embedding)), "integrated over the whole way a gradient is the difference");
        Math.Abs(plain.MeanAt(CircuitNode.Embedding)).Should().BeLessThan(Math.Abs(exact.MeanAt(CircuitNode.Embedding)) / 3);
    }

    [Fact]
    [Trait("Category", "Long")]
    public void Overthinker_EdgesIntegrated_MakeTheMoreFaithfulCircuit()
    {
        const int Kept = 50;
        using var model = Pretrained.Load("overthinker");
        var contrast = ContrastSet.Of(Unnatural.Load().Prompts(model.Tokenizer, Setting.Permuted, demonstrations: 12, count: Pairs, seed: 1));
        var draws = new Resamples(Pairs, seed: 1);
        var edges = CircuitEdges.All(model);
        IntervalEstimate Faithfulness(PatchEffects<PathEdge> effects) => CircuitFaithfulness.Of(model, contrast, effects.Ranked(), [Kept]).Faithfulness(Kept, draws);
        var (plain, integrated) = (Faithfulness(AttributionPatching.Estimate(model, contrast, edges)), Faithfulness(AttributionPatching.Integrated(model, contrast, edges)));
        integrated.Low.Should().BeGreaterThan(plain.High);
        integrated.Low.Should().BeGreaterThan(0.7);
    }
}
