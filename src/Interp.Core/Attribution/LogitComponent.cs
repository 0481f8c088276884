using Interp.Core.Transformer;

namespace Interp.Core.Attribution;

/// <summary>One thing that adds to a logit.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Layer">Its block; null outside the blocks.</param>
/// <param name="HeadIndex">Its head in the block; null for what is no head.</param>
public readonly record struct LogitComponent(ComponentKind Kind, int? Layer = null, int? HeadIndex = null)
{
    /// <summary>A head.</summary>
    /// <param name="head">Which.</param>
    public static LogitComponent Head(HeadId head) => new(ComponentKind.Head, head.Layer, head.Head);

    /// <summary>An MLP.</summary>
    /// <param name="layer">Its block.</param>
    public static LogitComponent Mlp(int layer) => new(ComponentKind.Mlp, layer);

    /// <summary>"Head 14.6", "Mlp 3", "Embedding".</summary>
    public override string ToString() => (Layer, HeadIndex) switch
    {
        ({ } layer, { } head) => $"{Kind} {new HeadId(layer, head)}",
        ({ } layer, null) => $"{Kind} {layer}",
        _ => $"{Kind}",
    };
}
