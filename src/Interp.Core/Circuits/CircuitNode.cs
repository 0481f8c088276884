using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Transformer;

namespace Interp.Core.Circuits;

/// <summary>A part of the model that a patch replaces as a whole: an activation, or one head's slice of it.</summary>
/// <param name="Point">Where; a site whose second axis counts tokens.</param>
/// <param name="HeadIndex">Which head, or key-value head at keys and values; null for the whole activation.</param>
public readonly record struct CircuitNode(HookPoint Point, int? HeadIndex = null)
{
    private static readonly Dictionary<HookSite, string> HeadWords = new()
    {
        [HookSite.Z] = "head", [HookSite.Q] = "query", [HookSite.K] = "key", [HookSite.V] = "value", [HookSite.RotQ] = "rotated query", [HookSite.RotK] = "rotated key",
    };

    /// <summary>The stream that enters the first block.</summary>
    public static CircuitNode Embedding { get; } = new(HookPoint.ResidPre(0));

    /// <summary>What a head gives: its slice of z.</summary>
    /// <param name="head">The head.</param>
    public static CircuitNode Head(HeadId head) => new(HookPoint.Z(head.Layer), head.Head);

    /// <summary>What attention adds to the stream.</summary>
    /// <param name="layer">The block.</param>
    public static CircuitNode Attention(int layer) => new(HookPoint.AttnOut(layer));

    /// <summary>What an MLP adds to the stream.</summary>
    /// <param name="layer">The block.</param>
    public static CircuitNode Mlp(int layer) => new(HookPoint.MlpOut(layer));

    /// <summary>The stream entering a block.</summary>
    /// <param name="layer">The block.</param>
    public static CircuitNode Residual(int layer) => new(HookPoint.ResidPre(layer));

    /// <summary>All that adds to the stream and can differ between prompts: the embedding, every head, every MLP. With all of them patched the run is the other one.</summary>
    /// <param name="model">The model.</param>
    public static ImmutableArray<CircuitNode> Parts(HookedTransformer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return [Embedding, .. OfBlocks(model, layer => [.. Enumerable.Range(0, model.Info.Heads).Select(head => Head(new HeadId(layer, head))), Mlp(layer)])];
    }

    /// <summary>What attention of every head is made of: queries and keys as they meet (rotated where the model rotates), and values. Where heads share keys and values, these are counted by key head.</summary>
    /// <param name="model">The model.</param>
    public static ImmutableArray<CircuitNode> HeadInputs(HookedTransformer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        IEnumerable<CircuitNode> Of(HookPoint point, int heads) => Enumerable.Range(0, heads).Select(head => new CircuitNode(point, head));
        var (heads, kvHeads) = (model.Info.Heads, model.Info.KvHeads);
        return [.. OfBlocks(model, layer => [.. Of(model.FinalQueries(layer), heads), .. Of(model.FinalKeys(layer), kvHeads), .. Of(HookPoint.V(layer), kvHeads)])];
    }

    /// <summary>"head 3.1", "mlp 3", "embedding", "rotated query 3.1"; the point's name where it has no shorter one.</summary>
    public override string ToString() => (Point.Site, Point.Layer, HeadIndex) switch
    {
        (HookSite.ResidPre, 0, _) => "embedding",
        (HookSite.AttnOut, { } layer, _) => $"attention {layer}",
        (HookSite.MlpOut, { } layer, _) => $"mlp {layer}",
        (var site, { } layer, { } head) when HeadWords.TryGetValue(site, out var word) => $"{word} {new HeadId(layer, head)}",
        (_, _, { } head) => $"{Point}[{head}]",
        _ => Point.ToString(),
    };

    /// <summary>True for the stream itself, which no block makes alone.</summary>
    internal bool IsStream => Point.Site is HookSite.Embed or HookSite.PosEmbed or HookSite.ResidPre or HookSite.ResidMid or HookSite.ResidPost;

    /// <exception cref="ArgumentException">A node that the model does not have, or that is none.</exception>
    internal void Check(HookedTransformer model, Batch any)
    {
        var shape = model.ShapeOf(Point, any);
        if (Point.PositionAxis != 1)
            throw new ArgumentException($"{Point} [{Point.Axes}] has no axis of tokens beside the batch: take what it is made of (Q, K) or makes (Z).");
        if (HeadIndex is not { } head)
            return;
        var axis = Point.Axes.Split(' ')[2];
        if (!axis.EndsWith("head", StringComparison.Ordinal) || axis == "d_head")
            throw new ArgumentException($"{Point} [{Point.Axes}] has no heads to choose from: leave the head out, or take {HookSite.Z}, {HookSite.Q}, {HookSite.K} or {HookSite.V}.");
        if ((uint)head >= (uint)shape[2])
            throw new ArgumentException($"{Point} has heads 0..{shape[2] - 1}; there is no {head}.");
    }

    private static IEnumerable<CircuitNode> OfBlocks(HookedTransformer model, Func<int, IEnumerable<CircuitNode>> of) => Enumerable.Range(0, model.Info.Layers).SelectMany(of);
}
