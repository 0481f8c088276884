using System.Collections.Immutable;
using Interp.Core.Ablations;
using Interp.Core.Paths;
using Interp.Core.Transformer;

namespace Interp.Core.Circuits;

/// <summary>The edges of a model: what each part that reads the stream gets from each part that adds to it.</summary>
public static class CircuitEdges
{
    /// <summary>
    /// Every edge from the embedding, a head or an MLP to the query, key or value of a head, the input of an MLP, or the
    /// logits. With all of them patched the run is the other one.
    /// </summary>
    /// <param name="model">The model.</param>
    public static ImmutableArray<PathEdge> All(HookedTransformer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        IEnumerable<PathReceiver> receivers =
        [
            .. Enumerable.Range(0, model.Info.Layers).SelectMany(layer => Enumerable.Range(0, model.Info.Heads)
                .SelectMany(head => PathReceiver.InputsOf(model, new HeadId(layer, head))).Append(PathReceiver.MlpInput(layer))).Distinct(),
            PathReceiver.Logits,
        ];
        return [.. receivers.SelectMany(receiver => PathSender.Before(model, receiver).Select(sender => new PathEdge(sender, receiver)))];
    }

    /// <exception cref="ArgumentException">Edges that the model does not have, one twice or none; a contrast that does not go with the model.</exception>
    internal static void Check(HookedTransformer model, ContrastSet contrast, ImmutableArray<PathEdge> edges)
    {
        model.ThrowIfDisposed();
        contrast.Check(model);
        if (edges.IsEmpty)
            throw new ArgumentException("No edge was named.", nameof(edges));
        foreach (var edge in edges)
            edge.Require(model);
        var all = edges.ToHashSet();
        if (all.Count != edges.Length)
            throw new ArgumentException($"'{edges.GroupBy(edge => edge).First(same => same.Count() > 1).Key}' is named twice.", nameof(edges));
        if (contrast.With == Replacement.Mean && edges.Any(edge => edge.Sender is { Kind: SenderKind.Head, Layer: { } at } && model.HasAttentionOutNorm(at)))
            throw new ArgumentException($"A norm stands behind attention on this {model.Info.Architecture}, so that the mean of what a head adds is not made of mean activations: replace by zero or the other version ({nameof(ContrastSet.With)}).", nameof(contrast));
    }

    /// <exception cref="ArgumentException">Edges of a circuit that are parts of others.</exception>
    internal static void RefuseOverlaps(ImmutableArray<PathEdge> edges)
    {
        var all = edges.ToHashSet();
        if (edges.FirstOrDefault(edge => edge.Sender.Kind == SenderKind.Head && all.Contains(edge with { Sender = PathSender.Attention(edge.Sender.Layer!.Value) })) is { Sender.Layer: { } layer } part)
            throw new ArgumentException($"'{part}' is a part of what attention {layer} sends to the same receiver: leave one of them out of a circuit.", nameof(edges));
    }
}
