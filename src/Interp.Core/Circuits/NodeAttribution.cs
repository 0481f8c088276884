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

    /// <summary>The passes, at least one that tells of each node. The run of the first is the clean one.</summary>
    public required IReadOnlyList<GradientPass> Passes { get; init; }

    /// <summary>True where the first pass is there for its run alone.</summary>
    public bool SkipsFirst { get; init; }

    /// <summary>AtP*'s correction of queries and keys.</summary>
    public bool CorrectsAttention { get; init; }

    /// <summary>Whether numbers are averaged without their signs.</summary>
    public bool AveragesSizes { get; init; }

    /// <summary>Effects, averaged over the passes that tell them.</summary>
    public PatchEffects<CircuitNode> Run()
    {
        HookPoint[] points = [.. _nodes.Select(node => node.Point).Distinct()];
        using var versions = new OtherVersions(_model, _contrast, [HookPoint.ResidPre(0), .. points, .. Corrected(points).Select(point => QueryKeyCorrection.OtherPoint(_model, point))], _options.BatchTokens);
        var sheet = new EffectSheet<CircuitNode>(_nodes, _contrast.Prompts.Count);
        versions.ForEachBatch(_options, (batch, others, mask) => Add(batch, others, mask, points, sheet));
        return sheet.ToEffects();
    }

    private void Add(Batch batch, ActivationCache others, TokenMask mask, HookPoint[] nodePoints, EffectSheet<CircuitNode> sheet)
    {
        using var scope = NewDisposeScope();
        HookPoint[] cleanPoints = [.. nodePoints, .. Corrected(nodePoints).SelectMany(point => QueryKeyCorrection.PointsOf(_model, point))];
        EffectTerm[] terms = [];
        foreach (var (index, pass) in Passes.Index())
        {
            _options.Cancellation.ThrowIfCancellationRequested();
            using var change = pass.Enter(_model, others);
            var told = Array.FindAll(terms, term => term.Nodes.Any(node => pass.Tells(node.Node)));
            HookPoint[] points = index == 0 ? cleanPoints : [.. told.Select(term => term.Point)];
            // The stream is always on the way to the logits, so that there is a gradient whatever else is dropped.
            using var gradients = SiteGradients.Of(_model, batch, [HookPoint.ResidPre(0), .. points], logits => _contrast.Difference(logits, batch).sum(), _contrast.Read);
            if (index == 0)
                terms = told = Terms(gradients.Activations, others, mask);
            if (index > 0 || !SkipsFirst)
                Count(batch, pass, told.SelectMany(term => term.Effects(gradients.Gradients)), sheet);
        }
    }

    private void Count(Batch batch, GradientPass pass, IEnumerable<(CircuitNode Node, int Place, double[] Values)> effects, EffectSheet<CircuitNode> sheet)
    {
        foreach (var (node, place, found) in effects.Where(effect => pass.Tells(effect.Node)))
            sheet.Add(place, batch, AveragesSizes ? Array.ConvertAll(found, Math.Abs) : found, Passes.Skip(SkipsFirst ? 1 : 0).Count(one => one.Tells(node)));
    }

    private EffectTerm[] Terms(ActivationCache clean, ActivationCache others, TokenMask mask) =>
        [.. _nodes.Select((node, place) => (Node: node, Place: place)).GroupBy(node => node.Node.Point).Select(nodes => CorrectsAttention && QueryKeyCorrection.Serves(nodes.Key)
            ? QueryKeyCorrection.Of(_model, nodes, clean, others, mask)
            : EffectTerm.Linear(nodes, clean, others, mask))];

    private IEnumerable<HookPoint> Corrected(IEnumerable<HookPoint> points) => CorrectsAttention ? points.Where(QueryKeyCorrection.Serves) : [];
}
