using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Circuits;
using Interp.Core.Hooks;
using Interp.Core.Paths;
using Interp.Core.Sweeps;
using Interp.Core.Tests.Tiny;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Circuits;

public sealed class EdgeAttributionTests
{
    public static TheoryData<string> Wirings => TinyWiring.Names;

    [Fact]
    public void Estimate_LinearModel_IsExact()
    {
        using var scope = NewDisposeScope();
        using var model = LinearModel.Create();
        var contrast = TinyContrast.Of();
        PathEdge[] edges = [.. CircuitEdges.All(model).Where((_, i) => i % 5 == 0)];
        var exact = AttributionPatching.Exact(model, contrast, edges);
        foreach (var estimate in new[] { AttributionPatching.Estimate(model, contrast, edges), AttributionPatching.Integrated(model, contrast, edges, steps: 2) })
        {
            foreach (var edge in edges)
                estimate.At(edge).ToArray().Should().Equal(exact.At(edge).ToArray(), (a, b) => Math.Abs(a - b) < 1e-8 * Math.Max(1, Math.Abs(b)), $"{edge}");
        }

        edges.Where(edge => edge.Receiver.Kind is not (ReceiverKind.Query or ReceiverKind.Key)).Should().OnlyContain(edge => Math.Abs(exact.MeanAt(edge)) > 1e-9, "patches do something");
    }

    /// <summary>By the chain rule what a sender does is the sum of what its edges do, and nodes are held against finite differences.</summary>
    [Theory]
    [MemberData(nameof(Wirings))]
    public void Estimate_EdgesOfASender_AddUpToTheNode(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var contrast = TinyContrast.Of();
        contrast = contrast with { Patched = Positions.At(contrast.Prompts.Select(prompt => Enumerable.Range(2, prompt.Tokens.Length - 2))) };
        var options = new SweepOptions { BatchTokens = 20 };
        using var ablation = AblationScope.Apply(model, Ablation.OfHeads([new HeadId(1, 1)], Positions.All) | Ablation.KnockOutHeads([new HeadId(2, 0)]));
        var edges = CircuitEdges.All(model);
        // A norm behind attention makes a head more than the sum of its edges: its scale is held in a path.
        CircuitNode[] nodes = [.. CircuitNode.Parts(model).Where(node => node.Point.Site != HookSite.Z || !TinyWiring.Named(wiring).HasNormsBehind)];
        foreach (var (ofNodes, ofEdges) in new[]
        {
            (AttributionPatching.Estimate(model, contrast, nodes, options), AttributionPatching.Estimate(model, contrast, edges, options)),
            (AttributionPatching.Integrated(model, contrast, nodes, 3, options), AttributionPatching.Integrated(model, contrast, edges, 3, options)),
        })
        {
            foreach (var node in nodes)
            {
                for (var prompt = 0; prompt < contrast.Prompts.Count; prompt++)
                    edges.Where(edge => NodeOf(edge.Sender) == node).Sum(edge => ofEdges.At(edge)[prompt]).Should().BeApproximately(ofNodes.At(node)[prompt], 1e-10, $"{node}, prompt {prompt}");
            }
        }

    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Exact_SingleEdges_ArePathPatching(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var set = TinyContrast.Set(4);
        PathEdge[] edges = [.. CircuitEdges.All(model).Where((_, i) => i % 7 == 0), new(PathSender.Attention(0), PathReceiver.MlpInput(2)), new(PathSender.Mlp(1), PathReceiver.Logits)];
        using var ablation = AblationScope.Zero(model, [new HeadId(0, 2)], Positions.All);
        var exact = AttributionPatching.Exact(model, ContrastSet.Of(set), edges, new SweepOptions { BatchTokens = 25 });
        var paths = PathPatching.Run(model, set, [.. edges.Select(edge => PathSet.Of(edge))]);
        foreach (var (index, edge) in edges.Index())
            exact.At(edge).ToArray().Should().Equal(paths.Effect(index), (a, b) => Math.Abs(a + b) < 1e-5, $"{edge}");
        edges.Count(edge => Math.Abs(exact.MeanAt(edge)) > 1e-4).Should().BeGreaterThan(edges.Length / 2);
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Faithfulness_AllEdgesOfSenders_IsThePatchOfTheNodes(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var contrast = TinyContrast.Of(4);
        var edges = CircuitEdges.All(model);
        var behind = TinyWiring.Named(wiring).HasNormsBehind;
        PathSender[] senders = [PathSender.Embedding, PathSender.Mlp(1), .. behind ? [PathSender.Mlp(2)] : new[] { PathSender.Head(0, 1), PathSender.Head(2, 3) }];
        var runs = new PatchedRuns(model, contrast, new SweepOptions { BatchTokens = 25 }).OfEdges([[], [.. edges.Where(edge => senders.Contains(edge.Sender))]]);
        var nodes = new PatchedRuns(model, contrast, null).OfNodes([[], [.. senders.Select(NodeOf)]]);
        Near(runs[0], nodes[0]);
        Near(runs[1], nodes[1]);
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Faithfulness_EverythingAndNothing_AreTheTwoVersions(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var contrast = TinyContrast.Of(4);
        var effects = AttributionPatching.Integrated(model, contrast, CircuitEdges.All(model), steps: 2);
        var all = effects.Parts.Length;
        var found = CircuitFaithfulness.Of(model, contrast, effects.Ranked(), [0, 20, all]);
        var clean = contrast.Measure(model, Batch.Of(contrast.Prompts));
        Near(found.Clean, clean);
        Near(found.Kept[2], clean);
        Near(found.Removed[0], clean);
        Near(found.Kept[0], found.Other);
        Near(found.Removed[2], found.Other);
        // A bias that goes through a norm behind attention is no sender's, and differs with the scale of the run.
        if (wiring != "olmo2")
            Near(found.Other, contrast.Measure(model, Batch.Of(contrast.Others!)));
        found.Kept[1].Should().NotEqual(found.Kept[0]).And.NotEqual(found.Kept[2]);
        model.IsHooked.Should().BeFalse();
    }

    [Fact]
    public void Estimate_Zero_IsTheEdgeWithoutItsSender()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("gemma", ScalarType.Float64);
        var set = TinyContrast.Set(3);
        PathEdge[] edges = [new(PathSender.Head(0, 1), PathReceiver.MlpInput(1)), new(PathSender.Mlp(0), PathReceiver.Logits)];
        var exact = AttributionPatching.Exact(model, ContrastSet.Of(set) with { With = Replacement.Zero }, edges);
        var paths = PathPatching.Run(model, set, [.. edges.Select(edge => PathSet.Of(edge))], new PathOptions { With = PathReplacement.Zero });
        foreach (var (index, edge) in edges.Index())
            exact.At(edge).ToArray().Should().Equal(paths.Effect(index), (a, b) => Math.Abs(a + b) < 1e-5, $"{edge}");
        AttributionPatching.Estimate(model, ContrastSet.Of(set) with { With = Replacement.Zero }, edges).MeanAt(edges[0]).Should().NotBe(0);
    }

    [Theory]
    [InlineData("neox")]
    [InlineData("gemma")]
    public void All_OfStreamedBlocks_AreThoseOfResidentOnes(string wiring)
    {
        using var scope = NewDisposeScope();
        using var resident = TinyModel.Of(wiring);
        using var streamed = TinyModel.Streamed(wiring);
        var contrast = TinyContrast.Of();
        Same(model => AttributionPatching.Star(model, contrast, [.. CircuitNode.Parts(model), .. CircuitNode.HeadInputs(model)]));
        Same(model => AttributionPatching.Integrated(model, contrast, CircuitEdges.All(model), 2));
        Same(model => AttributionPatching.Exact(model, contrast, CircuitEdges.All(model).Where((_, i) => i % 9 == 0)));

        void Same<T>(Func<HookedTransformer, PatchEffects<T>> of)
            where T : notnull
        {
            var (one, other) = (of(resident), of(streamed));
            foreach (var part in one.Parts)
                other.At(part).ToArray().Should().Equal(one.At(part).ToArray(), (a, b) => Math.Abs(a - b) < 1e-4, $"{part}");
        }
    }

    [Fact]
    public void All_Edges_LeaveNoTensorAndRefuseWhatIsNone()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("gemma");
        var contrast = TinyContrast.Of();
        contrast.Measure(model, Batch.Of(contrast.Prompts)); // makes the rotary tables
        var edges = CircuitEdges.All(model);
        edges.Should().OnlyHaveUniqueItems().And.HaveCount(Enumerable.Range(0, 3).Sum(layer => 8 * (1 + 5 * layer) + 1 + 5 * layer + 4) + 16);
        var before = Numbers.Live;
        AttributionPatching.Integrated(model, contrast, edges, 2);
        AttributionPatching.Exact(model, contrast, edges.Take(3));
        CircuitFaithfulness.Of(model, contrast, AttributionPatching.Estimate(model, contrast, edges).Ranked(), [4]);
        Numbers.Live.Should().Be(before);

        void Refused(string because, params PathEdge[] bad)
        {
            FluentActions.Invoking(() => AttributionPatching.Estimate(model, contrast, bad)).Should().Throw<ArgumentException>().WithMessage(because);
            FluentActions.Invoking(() => AttributionPatching.Exact(model, contrast, bad)).Should().Throw<ArgumentException>().WithMessage(because);
        }

        Refused("*No edge*");
        Refused("*backwards*", new PathEdge(PathSender.Mlp(1), PathReceiver.MlpInput(0)));
        Refused("*blocks 0..2*", new PathEdge(PathSender.Mlp(4), PathReceiver.Logits));
        Refused("*twice*", edges[0], edges[0]);
        PathEdge[] overlapping = [new(PathSender.Head(0, 1), PathReceiver.Logits), new(PathSender.Attention(0), PathReceiver.Logits)];
        FluentActions.Invoking(() => CircuitFaithfulness.Of(model, contrast, AttributionPatching.Estimate(model, contrast, overlapping).Ranked(), [1])).Should().Throw<ArgumentException>().WithMessage("*leave one of them out*");
        FluentActions.Invoking(() => AttributionPatching.Estimate(model, contrast with { With = Replacement.Mean }, edges)).Should().Throw<ArgumentException>().WithMessage("*norm stands behind*");
        using var ungainly = TinyModel.Of("neox");
        AttributionPatching.Estimate(ungainly, contrast with { With = Replacement.Mean }, CircuitEdges.All(ungainly).Take(3)).Prompts.Should().Be(3);
    }

    private static CircuitNode NodeOf(PathSender sender) => sender.Kind switch
    {
        SenderKind.Embedding => CircuitNode.Embedding,
        SenderKind.Head => CircuitNode.Head(new HeadId(sender.Layer!.Value, sender.HeadIndex!.Value)),
        SenderKind.Mlp => CircuitNode.Mlp(sender.Layer!.Value),
        _ => throw new InvalidOperationException($"{sender}"),
    };

    private static void Near(IEnumerable<double> found, IEnumerable<double> expected) => found.Should().Equal(expected, (a, b) => Math.Abs(a - b) < 1e-9);
}
