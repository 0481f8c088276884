using Interp.Core.Caching;
using Interp.Core.Hooks;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Circuits;

/// <summary>
/// AtP*'s correction for queries and keys (Kramár et al., 2024, section 3.1.1): the softmax is computed anew with the other
/// queries, or keys, and only what follows it is linear. A softmax that is sure of its key has no gradient to speak of,
/// however much another query would change it.
/// </summary>
internal static class QueryKeyCorrection
{
    /// <summary>True for nodes that it is made for.</summary>
    public static bool Serves(HookPoint point) => point.Site is HookSite.Q or HookSite.K or HookSite.RotQ or HookSite.RotK;

    /// <summary>What it needs of the clean run, beside the points of the nodes.</summary>
    public static IEnumerable<HookPoint> PointsOf(HookedTransformer model, HookPoint node)
    {
        var layer = node.Layer!.Value;
        return [model.FinalQueries(layer), model.FinalKeys(layer), HookPoint.AttnScores(layer), HookPoint.Pattern(layer)];
    }

    /// <summary>Where the other version is needed: after norm and rotation, of which each token has its own.</summary>
    public static HookPoint OtherPoint(HookedTransformer model, HookPoint node) =>
        node.Site is HookSite.Q or HookSite.RotQ ? model.FinalQueries(node.Layer!.Value) : model.FinalKeys(node.Layer!.Value);

    /// <summary>What the nodes change of the attention pattern.</summary>
    /// <param name="model">The model.</param>
    /// <param name="nodes">Nodes of one point.</param>
    /// <param name="clean">The clean run, at <see cref="PointsOf"/>.</param>
    /// <param name="others">The other version, at <see cref="OtherPoint"/>.</param>
    /// <param name="mask">The tokens that are patched.</param>
    public static EffectTerm Of(HookedTransformer model, IGrouping<HookPoint, (CircuitNode Node, int Place)> nodes, ActivationCache clean, ActivationCache others, TokenMask mask)
    {
        using var scope = NewDisposeScope();
        var layer = nodes.Key.Layer!.Value;
        var (q, k) = (clean[model.FinalQueries(layer)], clean[model.FinalKeys(layer)]); // [batch, pos, head, d_head], [batch, pos, kv_head, d_head]
        var ofQueries = nodes.Key.Site is HookSite.Q or HookSite.RotQ;
        var other = others[OtherPoint(model, nodes.Key)];
        var (patchedQ, patchedK) = ofQueries ? (mask.Choose(other, q), k) : (q, mask.Choose(other, k));

        var heads = model.Info.Heads;
        var scores = CausalScores.Of(
            patchedQ.transpose(1, 2), CausalScores.PerQueryHead(patchedK, heads), model.ScoreRuleOf(layer), HeldScalars.Count(q.shape[1], q.device).unsqueeze(0)); // [batch, head, query, key]
        var pattern = scores.Hidden(clean[HookPoint.AttnScores(layer)].isneginf()).softmax(-1); // [batch, head, query, key]
        var change = (pattern - clean[HookPoint.Pattern(layer)]).MoveToOuterDisposeScope();
        return new(HookPoint.Pattern(layer), change, [.. nodes], ofQueries ? OverQueryHeads : OverGroups);

        Tensor OverGroups(Tensor products) => OverQueryHeads(products).view(products.shape[0], model.Info.KvHeads, -1).sum(-1); // [batch, kv_head]
    }

    private static Tensor OverQueryHeads(Tensor products) => products.sum([2, 3], type: ScalarType.Float64); // [batch, head]
}
