using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Hooks;
using Interp.Core.Transformer;
using Interp.Core.Transformer.Placement;
using static TorchSharp.torch;

namespace Interp.Core.Circuits;

/// <summary>Puts what takes their place into nodes of a batch.</summary>
internal static class NodePatch
{
    /// <summary>Patches until disposed, for passes of the batch the mask is of.</summary>
    /// <param name="model">The model.</param>
    /// <param name="nodes">Which nodes; none is patched twice.</param>
    /// <param name="others">What takes their place.</param>
    /// <param name="mask">At which tokens.</param>
    public static HookScope Apply(HookedTransformer model, IEnumerable<CircuitNode> nodes, ActivationCache others, TokenMask mask) =>
        HookScope.Join(nodes.GroupBy(node => node.Point, node => node.HeadIndex).ToArray().Select(point =>
        {
            int[]? heads = point.Contains(null) ? null : [.. point.Select(head => head!.Value)];
            return model.Intervene(point.Key, new Listener.Intervention((x, grid) => Patched(x, grid, others[point.Key], heads, mask), _ => { }));
        }));

    /// <exception cref="ArgumentException">Nodes that the model does not have, a node twice or none, or a contrast that does not go with it.</exception>
    public static void Check(HookedTransformer model, ContrastSet contrast, ImmutableArray<CircuitNode> nodes)
    {
        model.ThrowIfDisposed();
        contrast.Check(model);
        if (nodes.IsEmpty)
            throw new ArgumentException("No node was named.", nameof(nodes));
        var any = Batch.Of(contrast.Prompts, [0]);
        foreach (var node in nodes)
            node.Check(model, any);
        if (nodes.GroupBy(node => node).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ArgumentException($"'{twice.Key}' is named twice.", nameof(nodes));
    }

    /// <param name="x">The activation; in a last block of which few tokens are wanted, of these.</param>
    /// <param name="grid">Its tokens.</param>
    /// <param name="other">What takes its place, at every token.</param>
    /// <param name="heads">Which heads; null for all of it.</param>
    /// <param name="mask">At which tokens.</param>
    private static Tensor Patched(Tensor x, TokenGrid grid, Tensor other, int[]? heads, TokenMask mask)
    {
        using var scope = NewDisposeScope();
        other = TokenSelection.Of(other, TokenGrid.Whole(grid.Batch), grid, x.device);
        var chosen = TokenSelection.Of(mask.Ones, TokenGrid.Whole(grid.Batch), grid, x.device).view([.. x.shape.Take(2), .. Enumerable.Repeat(1L, (int)x.Dimensions - 2)]);
        if (heads is null)
            return where(chosen, other.On(x.device), x).MoveToOuterDisposeScope();
        var index = tensor(heads.Select(head => (long)head).ToArray(), device: x.device);
        return x.index_copy(2, index, where(chosen, other.On(x.device).index_select(2, index), x.index_select(2, index))).MoveToOuterDisposeScope();
    }
}
