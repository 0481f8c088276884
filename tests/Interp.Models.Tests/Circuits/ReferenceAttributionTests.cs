using System.Text.Json.Nodes;
using Interp.Core.Attribution;
using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Circuits;
using Interp.Core.Hooks;
using Interp.Core.Paths;
using Interp.Core.Sweeps;
using Interp.Core.Tokens;
using Interp.Core.Transformer;
using Interp.Models.Tests.Parity;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Circuits;

/// <summary>Attribution patching of the reference models in float64: against finite differences, and against plain torch.</summary>
public sealed class ReferenceAttributionTests
{
    private const double Step = 1e-5;

    public static TheoryData<string> Models => ReferenceModelTests.Models;

    [Theory]
    [MemberData(nameof(Models))]
    public void Estimate_Nodes_AreFiniteDifferencesAndEdgesAddUpToThem(string name)
    {
        using var scope = NewDisposeScope();
        using var model = Load(name);
        var contrast = Contrast(model);
        CircuitNode[] nodes = [.. CircuitNode.Parts(model), .. CircuitNode.HeadInputs(model)];
        var estimate = AttributionPatching.Estimate(model, contrast, nodes, new SweepOptions { BatchTokens = 16 });
        var batch = Batch.Of(contrast.Prompts);
        CacheRequest[] requests = [.. nodes.Select(node => node.Point.Site).Distinct().Select(site => CacheRequest.Of(site))];
        using var clean = ActivationCache.Record(model, batch, requests);
        using var other = ActivationCache.Record(model, Batch.Of(contrast.Others!), requests);
        foreach (var node in nodes)
        {
            using var inner = NewDisposeScope();
            var change = other[node.Point] - clean[node.Point];
            var only = node.HeadIndex is { } head ? zeros_like(change).index_copy_(2, tensor([(long)head]), change.narrow(2, head, 1)) : change;
            var expected = Measure(model, contrast, node.Point, Step * only).Zip(Measure(model, contrast, node.Point, -Step * only), (up, down) => (up - down) / (2 * Step)).ToArray();
            for (var prompt = 0; prompt < expected.Length; prompt++)
                estimate.At(node)[prompt].Should().BeApproximately(expected[prompt], 1e-6 * Math.Max(1, Math.Abs(expected[prompt])), $"{node}, prompt {prompt}");
        }

        var edges = AttributionPatching.Estimate(model, contrast, CircuitEdges.All(model));
        foreach (var (sender, node) in Enumerable.Range(0, model.Info.Layers).Select(layer => (PathSender.Mlp(layer), CircuitNode.Mlp(layer))).Append((PathSender.Embedding, CircuitNode.Embedding)))
            edges.Parts.Where(edge => edge.Sender == sender).Sum(edges.MeanAt).Should().BeApproximately(estimate.MeanAt(node), 1e-9, $"edges of {sender}");
        nodes.Count(node => Math.Abs(estimate.MeanAt(node)) > 1e-8).Should().BeGreaterThan(nodes.Length / 2, "nodes matter");
    }

    /// <summary>References/attribution/gpt2.py is another implementation, which gives every reader a stream of its own.</summary>
    [Fact]
    public void Gpt2_EveryMethod_IsThatOfPlainTorch()
    {
        using var scope = NewDisposeScope();
        using var model = Load("gpt2");
        var cases = JsonNode.Parse(File.ReadAllText(Reference.File("attribution", "gpt2.json")))!.AsArray();
        IMarkedTokens Tokens(JsonNode? one) => new MarkedTokens([.. one!.AsArray().Select(token => (int)token!)]);
        var contrast = new ContrastSet(
            [.. cases.Select(one => Tokens(one!["tokens"]))], [.. cases.Select(one => Tokens(one!["others"]))],
            [.. cases.Select(one => new TokenPair((int)one!["pair"]![0]!, (int)one["pair"]![1]!))])
        { Read = Positions.Last };
        CircuitNode[] inputs = [.. from layer in Enumerable.Range(0, 3) from head in Enumerable.Range(0, 4) from point in new[] { HookPoint.Q(layer), HookPoint.K(layer), HookPoint.V(layer) } select new CircuitNode(point, head)];
        CircuitNode[] nodes = [.. CircuitNode.Parts(model), .. inputs];
        var edges = CircuitEdges.All(model);

        Compare(cases, "nodes", AttributionPatching.Estimate(model, contrast, nodes));
        Compare(cases, "softmax", AttributionPatching.WithSoftmax(model, contrast, nodes));
        Compare(cases, "star", AttributionPatching.Star(model, contrast, nodes));
        Compare(cases, "integrated nodes", AttributionPatching.Integrated(model, contrast, nodes, steps: 3));
        Compare(cases, "edges", AttributionPatching.Estimate(model, contrast, edges));
        Compare(cases, "integrated edges", AttributionPatching.Integrated(model, contrast, edges, steps: 3));
        var runs = CircuitFaithfulness.Of(model, contrast, AttributionPatching.Estimate(model, contrast, edges).Ranked(), [0]);
        for (var prompt = 0; prompt < cases.Count; prompt++)
        {
            runs.Clean[prompt].Should().BeApproximately((double)cases[prompt]!["difference"]!, 1e-10);
            runs.Kept[0][prompt].Should().BeApproximately((double)cases[prompt]!["other"]!, 1e-10);
        }
    }

    private static void Compare<T>(JsonArray cases, string method, PatchEffects<T> found)
        where T : notnull
    {
        for (var prompt = 0; prompt < cases.Count; prompt++)
        {
            var expected = cases[prompt]![method]!.AsObject();
            found.Parts.Select(part => $"{part}").Should().BeEquivalentTo(expected.Select(one => one.Key), method);
            foreach (var part in found.Parts)
                found.At(part)[prompt].Should().BeApproximately((double)expected[$"{part}"]!, 1e-10, $"{method}, {part}, prompt {prompt}");
        }
    }

    private static ContrastSet Contrast(HookedTransformer model)
    {
        int[][] prompts = [[5, 77, 130, 9, 200, 31, 64], [8, 91, 2, 250, 44, 3, 19, 160, 72, 6, 111]];
        int[][] others = [[5, 12, 130, 9, 33, 31, 64], [8, 91, 54, 250, 44, 3, 201, 160, 72, 15, 111]];
        IMarkedTokens Of(int[] tokens) => new MarkedTokens([.. tokens.Select(token => token % model.Info.DVocab)]);
        return new ContrastSet([.. prompts.Select(Of)], [.. others.Select(Of)], [new(17, 101), new(40, 3)]) { Read = Positions.Last };
    }

    private static double[] Measure(HookedTransformer model, ContrastSet contrast, HookPoint point, Tensor added)
    {
        using var scope = NewDisposeScope();
        using var hook = model.Hook(point, (x, _) => HookResult.Replace(x + added));
        var logits = model.Logits(Batch.Of(contrast.Prompts), Positions.Last);
        return [.. contrast.Pairs.Select((pair, prompt) => (logits[prompt, 0, pair.Plus] - logits[prompt, 0, pair.Minus]).item<double>())];
    }

    private static HookedTransformer Load(string name) => Pretrained.Load(Reference.Model(name), new PretrainedOptions { Dtype = ScalarType.Float64 });
}
