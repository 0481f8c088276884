using Interp.Core.Attribution;
using Interp.Core.Caching;
using Interp.Core.Hooks;
using Interp.Core.Transformer.Placement;
using static TorchSharp.torch;

namespace Interp.Core.Circuits;

/// <summary>A change of an activation; times a gradient it is the first-order effect of the nodes that make it.</summary>
/// <param name="Point">Where the gradient is taken.</param>
/// <param name="Change">As the activation there.</param>
/// <param name="Nodes">The nodes, each with its place in the results.</param>
/// <param name="Sum">From products, as the activation, to [batch, head], or [batch, 1] where there are no heads.</param>
internal sealed record EffectTerm(HookPoint Point, Tensor Change, (CircuitNode Node, int Place)[] Nodes, Func<Tensor, Tensor> Sum)
{
    /// <summary>What the nodes of one point change there, at the masked tokens.</summary>
    public static EffectTerm Linear(IGrouping<HookPoint, (CircuitNode Node, int Place)> nodes, ActivationCache clean, ActivationCache others, TokenMask mask)
    {
        using var scope = NewDisposeScope();
        var x = clean[nodes.Key];
        var change = ((others[nodes.Key].On(x.device) - x) * mask.Like(x).to(x.dtype)).MoveToOuterDisposeScope();
        return new(nodes.Key, change, [.. nodes], change.Dimensions == 4 ? OverHeads : OverAll);

        static Tensor OverHeads(Tensor products) => products.sum([1, 3], type: ScalarType.Float64);       // [batch, head]
        static Tensor OverAll(Tensor products) => products.sum([1, 2], type: ScalarType.Float64).unsqueeze(1); // [batch, 1]
    }

    /// <summary>The effects under a gradient: each node's place, and its number for each row.</summary>
    public IEnumerable<(CircuitNode Node, int Place, double[] Values)> Effects(ActivationCache gradients)
    {
        using var scope = NewDisposeScope();
        var sums = Sum(Change * gradients[Point]); // [batch, head]
        var (numbers, heads) = (LogitDirections.Numbers(sums), (int)sums.shape[1]);
        return [.. Nodes.Select(node => (node.Node, node.Place, Enumerable.Range(0, numbers.Length / heads)
            .Select(row => node.Node.HeadIndex is { } head ? numbers[row * heads + head] : numbers.AsSpan(row * heads, heads).ToArray().Sum()).ToArray()))];
    }
}
