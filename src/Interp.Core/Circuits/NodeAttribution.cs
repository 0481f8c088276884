using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Hooks;
using Interp.Core.Sweeps;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Circuits;

/// <summary>Estimates the effects of patching nodes from gradients, batch by batch.</summary>
internal sealed class NodeAttribution
{
    private readonly HookedTransformer _model;
    private readonly ContrastSet _contrast;
    private readonly ImmutableArray<CircuitNode> _nodes;
    private readonly SweepOptions _options;

    /// <exception cref="ArgumentException">Nodes that the model does not have, or a contrast that does not go with it.</exception>
    public NodeAttribution(HookedTransformer model, ContrastSet contrast, ImmutableArray<CircuitNode> nodes, SweepOptions? options)
    {
        (_model, _contrast, _nodes, _options) = (model, contrast, nodes, options ?? SweepOptions.Default);
        NodePatch.Check(model, contrast, nodes);
    }

    /// <summary>AtP*'s correction of queries and keys.</summary>
    public bool CorrectsAttention { get; init; }

    /// <summary>Whether numbers are averaged without their signs.</summary>
    public bool AveragesSizes { get; init; }

    /// <summary>Effects, averaged over the passes that tell them.</summary>
    /// <param name="passes">At least one for every node. The first one's run is the clean one.</param>
    /// <param name="uncounted">True where the first is there for its run alone.</param>
    public PatchEffects<CircuitNode> Over(IReadOnlyList<GradientPass> passes, bool uncounted = false)
    {
        HookPoint[] nodePoints = [.. _nodes.Select(node => node.Point).Distinct()];
        using var versions = new OtherVersions(_model, _contrast, [HookPoint.ResidPre(0), .. nodePoints, .. Corrected(nodePoints).Select(point => QueryKeyCorrection.OtherPoint(_model, point))], _options.BatchTokens);
        var values = new double[_nodes.Length * _contrast.Prompts.Count];
        var done = 0;
        foreach (var group in _contrast.Groups(_options.BatchTokens))
        {
            var batch = Batch.Of(_contrast.Prompts, group);
            Add(batch, versions, nodePoints, passes, uncounted, values);
            _options.Progress?.Report(done += batch.Size);
        }

        return new PatchEffects<CircuitNode>(_nodes, values, _contrast.Prompts.Count);
    }

    private void Add(Batch batch, OtherVersions versions, HookPoint[] nodePoints, IReadOnlyList<GradientPass> passes, bool uncounted, double[] values)
    {
        using var scope = NewDisposeScope();
        using var others = versions.Of(batch);
        using var mask = new TokenMask(batch, _contrast.Patched);
        HookPoint[] cleanPoints = [.. nodePoints, .. Corrected(nodePoints).SelectMany(point => QueryKeyCorrection.PointsOf(_model, point))];
        EffectTerm[] terms = [];
        for (var pass = 0; pass < passes.Count; pass++)
        {
            _options.Cancellation.ThrowIfCancellationRequested();
            using var change = passes[pass].Enter(_model, others);
            var told = Array.FindAll(terms, term => term.Nodes.Any(node => passes[pass].Tells(node.Node)));
            HookPoint[] points = pass == 0 ? cleanPoints : [.. told.Select(term => term.Point)];
            // The stream is always on the way to the logits, so that there is a gradient whatever else is dropped.
            using var gradients = SiteGradients.Of(_model, batch, [HookPoint.ResidPre(0), .. points], logits => _contrast.Difference(logits, batch).sum(), _contrast.Read);
            if (pass == 0)
                terms = told = Terms(gradients.Activations, others, mask);
            if (pass > 0 || !uncounted)
                Count(batch, passes, pass, uncounted, told.SelectMany(term => term.Effects(gradients.Gradients)), values);
        }
    }

    private void Count(Batch batch, IReadOnlyList<GradientPass> passes, int pass, bool uncounted, IEnumerable<(CircuitNode Node, int Place, double[] Values)> effects, double[] values)
    {
        foreach (var (node, place, found) in effects.Where(effect => passes[pass].Tells(effect.Node)))
        {
            var telling = passes.Skip(uncounted ? 1 : 0).Count(one => one.Tells(node));
            for (var row = 0; row < batch.Size; row++)
                values[place * _contrast.Prompts.Count + batch.Members[row]] += (AveragesSizes ? Math.Abs(found[row]) : found[row]) / telling;
        }
    }

    private EffectTerm[] Terms(ActivationCache clean, ActivationCache others, TokenMask mask) =>
        [.. _nodes.Select((node, place) => (Node: node, Place: place)).GroupBy(node => node.Node.Point).Select(nodes => CorrectsAttention && QueryKeyCorrection.Serves(nodes.Key)
            ? QueryKeyCorrection.Of(_model, nodes, clean, others, mask)
            : EffectTerm.Linear(nodes, clean, others, mask))];

    private IEnumerable<HookPoint> Corrected(IEnumerable<HookPoint> points) => CorrectsAttention ? points.Where(QueryKeyCorrection.Serves) : [];
}
