using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Circuits;
using Interp.Core.Hooks;
using Interp.Core.Patching;
using Interp.Core.Sweeps;
using Interp.Core.Tests.Tiny;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Circuits;

public sealed class AttributionPatchingTests
{
    private const double Step = 1e-5;

    public static TheoryData<string> Wirings => TinyWiring.Names;

    [Fact]
    public void Estimate_LinearModel_IsExact()
    {
        using var scope = NewDisposeScope();
        using var model = LinearModel.Create();
        var contrast = TinyContrast.Of();
        CircuitNode[] nodes =
        [
            .. CircuitNode.Parts(model), .. CircuitNode.HeadInputs(model).Where(node => node.Point.Site == HookSite.V),
            .. Enumerable.Range(0, TinyWiring.Layers).SelectMany(layer => new[] { CircuitNode.Attention(layer), new CircuitNode(HookPoint.ResidMid(layer)), new CircuitNode(HookPoint.MlpPre(layer)) }),
        ];
        var exact = AttributionPatching.Exact(model, contrast, nodes);
        foreach (var estimate in new[] { AttributionPatching.Estimate(model, contrast, nodes), AttributionPatching.Integrated(model, contrast, nodes, steps: 3), AttributionPatching.WithSoftmax(model, contrast, nodes) })
        {
            foreach (var node in nodes)
            {
                for (var prompt = 0; prompt < exact.Prompts; prompt++)
                    estimate.At(node)[prompt].Should().BeApproximately(exact.At(node)[prompt], 1e-8 * Math.Max(1, Math.Abs(exact.At(node)[prompt])), $"{node}, prompt {prompt}");
            }
        }

        nodes.Count(node => Math.Abs(exact.MeanAt(node)) > 1e-3).Should().BeGreaterThan(nodes.Length * 3 / 4, "patches do something");
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Estimate_EveryNode_IsTheSlopeOfItsPatch(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var contrast = TinyContrast.Of();
        var nodes = NodesOf(model);
        var estimate = AttributionPatching.Estimate(model, contrast, nodes);
        ShouldBeSlopes(model, contrast, estimate, () => HookScope.Join([]), nodes);
        nodes.Count(node => Math.Abs(estimate.MeanAt(node)) > 1e-6).Should().BeGreaterThan(nodes.Length * 3 / 4, "nodes matter");
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Integrated_EveryNode_IsTheMeanSlopeOnTheWay(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var contrast = TinyContrast.Of();
        var nodes = NodesOf(model);
        var integrated = AttributionPatching.Integrated(model, contrast, nodes, steps: 2);
        var (here, there) = (Batch.Of(contrast.Prompts), Batch.Of(contrast.Others!));
        using var clean = ActivationCache.Record(model, here, CacheRequest.Of(HookSite.ResidPre));
        using var other = ActivationCache.Record(model, there, CacheRequest.Of(HookSite.ResidPre));
        var half = (clean[HookPoint.ResidPre(0)] + other[HookPoint.ResidPre(0)]) / 2;
        var slopes = Slopes(model, contrast, nodes, () => HookScope.Join([]));
        var halfway = Slopes(model, contrast, nodes, () => model.Hook(HookPoint.ResidPre(0), (_, _) => HookResult.Replace(half)));
        foreach (var (place, node) in nodes.Index())
        {
            for (var prompt = 0; prompt < 3; prompt++)
                integrated.At(node)[prompt].Should().BeApproximately((slopes[place][prompt] + halfway[place][prompt]) / 2, 1e-6, $"{node}, prompt {prompt}");
        }
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Star_EveryNode_IsTheMeanSizeOfSlopesWithOneBlockFrozen(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var contrast = TinyContrast.Of();
        CircuitNode[] nodes = [.. NodesOf(model).Where(node => node.Point.Site is not (HookSite.Q or HookSite.K or HookSite.RotQ or HookSite.RotK))];
        var star = AttributionPatching.Star(model, contrast, nodes);
        using var clean = ActivationCache.Record(model, Batch.Of(contrast.Prompts), CacheRequest.Of(HookSite.AttnOut, HookSite.MlpOut));
        HookScope Freeze(int layer) => HookScope.Join(new[] { HookPoint.AttnOut(layer), HookPoint.MlpOut(layer) }.Select(point => model.Hook(point, (_, _) => HookResult.Replace(clean[point]))));
        var slopes = Enumerable.Range(0, TinyWiring.Layers).Select(layer => Slopes(model, contrast, nodes, () => Freeze(layer))).ToArray();
        foreach (var (place, node) in nodes.Index())
        {
            var others = Enumerable.Range(0, TinyWiring.Layers).Where(layer => node.Point.Site is HookSite.ResidPre or HookSite.ResidPost || layer != node.Point.Layer).ToArray();
            for (var prompt = 0; prompt < 3; prompt++)
                star.At(node)[prompt].Should().BeApproximately(others.Average(layer => Math.Abs(slopes[layer][place][prompt])), 1e-6, $"{node}, prompt {prompt}");
        }
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void WithSoftmax_QueriesAndKeys_AreThePatternOfTheirPatchTimesItsGradient(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var contrast = TinyContrast.Of();
        contrast = contrast with { Patched = Positions.At(contrast.Prompts.Select(prompt => Enumerable.Range(2, prompt.Tokens.Length - 2))) };
        CircuitNode[] nodes = [.. CircuitNode.HeadInputs(model).Where(node => node.Point.Layer == 1 && node.Point.Site != HookSite.V)];
        var batch = Batch.Of(contrast.Prompts);
        using var knockout = AblationScope.Apply(model, Ablation.KnockOutHeads([new HeadId(1, 0), new HeadId(1, 3)]));
        using var other = ActivationCache.Record(model, Batch.Of(contrast.Others!), [.. nodes.Select(node => node.Point.Site).Distinct().Select(site => CacheRequest.Of(site))]);
        using var gradients = SiteGradients.Of(model, batch, [HookPoint.Pattern(1)], logits => contrast.Difference(logits, batch).sum(), contrast.Read);
        using var mask = new TokenMask(batch, contrast.Patched);
        var found = AttributionPatching.WithSoftmax(model, contrast, nodes, new SweepOptions { BatchTokens = 20 });
        foreach (var node in nodes)
        {
            using var patch = NodePatch.Apply(model, [node], other, mask);
            using var patched = ActivationCache.Record(model, batch, CacheRequest.Of(HookSite.Pattern));
            var expected = ((patched[HookPoint.Pattern(1)] - gradients.Activations[HookPoint.Pattern(1)]) * gradients.Gradients[HookPoint.Pattern(1)]).sum([1, 2, 3]);
            for (var prompt = 0; prompt < 3; prompt++)
                found.At(node)[prompt].Should().BeApproximately(expected[prompt].item<double>(), 1e-10, $"{node}, prompt {prompt}");
        }

        nodes.Count(node => Math.Abs(found.MeanAt(node)) > 1e-4).Should().BeGreaterThan(nodes.Length / 2, "some patterns change");
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Exact_HeadsAndPoints_AreThePatchedRuns(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var contrast = TinyContrast.Of(5) with { Patched = Positions.PreLabel };
        var batch = Batch.Of(contrast.Prompts);
        CircuitNode[] nodes = [CircuitNode.Head(new HeadId(0, 1)), CircuitNode.Head(new HeadId(2, 3)), CircuitNode.Mlp(1), CircuitNode.Attention(0), CircuitNode.Residual(2), new(HookPoint.V(1))];
        using var ablation = AblationScope.Zero(model, [new HeadId(0, 0), new HeadId(2, 3)], Positions.All);
        var exact = AttributionPatching.Exact(model, contrast, nodes, new SweepOptions { BatchTokens = 25 });
        var clean = contrast.Measure(model, batch);
        using var other = ActivationCache.Record(model, Batch.Of(contrast.Others!), [.. nodes.Select(node => node.Point.Site).Distinct().Select(site => CacheRequest.Of(site))]);
        foreach (var node in nodes)
        {
            using var patch = ActivationPatching.Patch(model, other, node.Point, Positions.PreLabel, node.HeadIndex is { } head ? [head] : null);
            var patched = contrast.Measure(model, batch);
            for (var prompt = 0; prompt < 5; prompt++)
                exact.At(node)[prompt].Should().BeApproximately(patched[prompt] - clean[prompt], 1e-12, $"{node}, prompt {prompt}");
        }

        exact.At(CircuitNode.Head(new HeadId(2, 3))).ToArray().Should().AllBeEquivalentTo(0.0, "a head that is zero in both versions has no effect");
        AttributionPatching.Estimate(model, contrast, nodes).At(CircuitNode.Head(new HeadId(2, 3))).ToArray().Should().AllBeEquivalentTo(0.0);
        exact.MeanAt(CircuitNode.Mlp(1)).Should().NotBe(0);
    }

    [Fact]
    public void All_InManyBatches_AreThoseOfOne()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("gemma", ScalarType.Float64);
        using var ablation = AblationScope.Zero(model, [new HeadId(1, 1)], Positions.All);
        var contrast = TinyContrast.Of(6) with { Patched = Positions.PreLabel };
        var nodes = NodesOf(model);
        foreach (var with in new[] { Replacement.Resample, Replacement.Mean, Replacement.Zero })
        {
            foreach (var method in new Func<ContrastSet, SweepOptions?, PatchEffects<CircuitNode>>[]
            {
                (set, options) => AttributionPatching.Estimate(model, set, nodes, options), (set, options) => AttributionPatching.Integrated(model, set, nodes, 2, options),
                (set, options) => AttributionPatching.Star(model, set, nodes, options), (set, options) => AttributionPatching.Exact(model, set, nodes, options),
            })
            {
                var (one, many) = (method(contrast with { With = with }, null), method(contrast with { With = with }, new SweepOptions { BatchTokens = 1 }));
                foreach (var node in nodes)
                    many.At(node).ToArray().Should().Equal(one.At(node).ToArray(), (a, b) => Math.Abs(a - b) < 1e-11, $"{node} by {with}");
            }
        }
    }

    [Fact]
    public void Exact_ZeroAndMean_AreTheAblations()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("neox", ScalarType.Float64);
        var contrast = TinyContrast.Of(4) with { Patched = Positions.PreLabel };
        var batch = Batch.Of(contrast.Prompts);
        var head = new HeadId(1, 2);
        var clean = contrast.Measure(model, batch);
        foreach (var with in new[] { Replacement.Zero, Replacement.Mean })
        {
            var ablation = Ablation.OfHeads([head], Positions.PreLabel, with);
            using var means = with == Replacement.Mean ? MeanActivations.Of(model, ablation, contrast.Others!, Positions.PreLabel) : null;
            using var applied = AblationScope.Apply(model, ablation, means is null ? [] : [means]);
            var expected = contrast.Measure(model, batch).Zip(clean, (ablated, before) => ablated - before).ToArray();
            applied.Dispose();
            AttributionPatching.Exact(model, contrast with { With = with }, [CircuitNode.Head(head)]).At(CircuitNode.Head(head)).ToArray()
                .Should().Equal(expected, (a, b) => Math.Abs(a - b) < 1e-12, $"{with}");
        }
    }

    [Fact]
    public void All_Disposed_LeaveNoTensorAndNoHook()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("olmo2");
        var contrast = TinyContrast.Of() with { With = Replacement.Mean };
        var nodes = NodesOf(model);
        contrast.Measure(model, Batch.Of(contrast.Prompts)); // makes the rotary tables
        var before = Numbers.Live;
        AttributionPatching.Estimate(model, contrast, nodes);
        Numbers.Live.Should().Be(before, "estimates");
        AttributionPatching.Integrated(model, contrast, nodes);
        Numbers.Live.Should().Be(before, "steps");
        AttributionPatching.Exact(model, contrast, nodes);
        Numbers.Live.Should().Be(before, "patched runs");
        AttributionPatching.Star(model, contrast, nodes);
        Numbers.Live.Should().Be(before, "AtP*");
        using (var cancelled = new CancellationTokenSource())
        {
            cancelled.Cancel();
            FluentActions.Invoking(() => AttributionPatching.Star(model, contrast, nodes, new SweepOptions { Cancellation = cancelled.Token })).Should().Throw<OperationCanceledException>();
        }

        Numbers.Live.Should().Be(before);
        model.IsHooked.Should().BeFalse();
    }

    /// <summary>Nodes of every kind.</summary>
    private static CircuitNode[] NodesOf(HookedTransformer model) =>
    [
        .. CircuitNode.Parts(model), .. CircuitNode.HeadInputs(model),
        .. Enumerable.Range(0, TinyWiring.Layers).SelectMany(layer => new[] { CircuitNode.Attention(layer), new CircuitNode(HookPoint.ResidPost(layer)), new CircuitNode(HookPoint.Z(layer)), new CircuitNode(HookPoint.MlpPost(layer)) }),
    ];

    private static void ShouldBeSlopes(HookedTransformer model, ContrastSet contrast, PatchEffects<CircuitNode> found, Func<HookScope> under, CircuitNode[] nodes)
    {
        foreach (var (node, expected) in nodes.Zip(Slopes(model, contrast, nodes, under)))
        {
            for (var prompt = 0; prompt < contrast.Prompts.Count; prompt++)
                found.At(node)[prompt].Should().BeApproximately(expected[prompt], 1e-6 * Math.Max(1, Math.Abs(expected[prompt])), $"{node}, prompt {prompt}");
        }
    }

    /// <summary>How the difference changes as each node moves towards its other version, [node][prompt], by finite differences.</summary>
    private static double[][] Slopes(HookedTransformer model, ContrastSet contrast, CircuitNode[] nodes, Func<HookScope> under)
    {
        var (here, there) = (Batch.Of(contrast.Prompts), Batch.Of(contrast.Others!));
        CacheRequest[] requests = [.. nodes.Select(node => node.Point.Site).Distinct().Select(site => CacheRequest.Of(site))];
        using var clean = ActivationCache.Record(model, here, requests);
        using var other = ActivationCache.Record(model, there, requests);
        return [.. nodes.Select(node =>
        {
            using var scope = NewDisposeScope();
            var change = other[node.Point] - clean[node.Point];
            var only = node.HeadIndex is { } head ? zeros_like(change).index_copy_(2, tensor([(long)head]), change.narrow(2, head, 1)) : change;
            double[] At(double step)
            {
                using var changed = under();
                using var hook = model.Hook(node.Point, (x, _) => HookResult.Replace(x + step * only));
                return contrast.Measure(model, here);
            }

            return At(Step).Zip(At(-Step), (up, down) => (up - down) / (2 * Step)).ToArray();
        })];
    }
}
