using System.Globalization;

namespace Interp.Core.Hooks;

/// <summary>One hook site of one block, or one of the sites outside the blocks: a value with a TransformerLens name.</summary>
/// <example><c>HookPoint.Pattern(3).ToString() == "blocks.3.attn.hook_pattern"</c></example>
public readonly record struct HookPoint
{
    /// <summary>Names a site; the static members read better.</summary>
    /// <param name="site">The site.</param>
    /// <param name="layer">The block, counted from 0; null for sites outside the blocks.</param>
    /// <exception cref="ArgumentException">A block's site without a block, or the other way round.</exception>
    public HookPoint(HookSite site, int? layer)
    {
        var inBlock = HookSites.Of(site).InBlock;
        if (inBlock != layer.HasValue)
            throw new ArgumentException(inBlock ? $"{site} is a site of a block: name the block." : $"{site} is outside the blocks: name no block.", nameof(layer));
        if (layer < 0)
            throw new ArgumentOutOfRangeException(nameof(layer), layer, "Blocks are counted from 0.");

        Site = site;
        Layer = layer;
    }

    /// <summary>The kind of activation.</summary>
    public HookSite Site { get; }

    /// <summary>The block, counted from 0; null outside the blocks.</summary>
    public int? Layer { get; }

    /// <summary>Axes of the activation, in order, as words: "batch pos head d_head".</summary>
    public string Axes => HookSites.Of(Site).Axes;

    /// <summary>Index of the axis that counts the reading token: 2 for scores and pattern, else 1.</summary>
    internal int PositionAxis => HookSites.Of(Site).PositionAxis;

    /// <summary>Index of the axis that counts query heads; null where none does.</summary>
    internal int? HeadAxis => HookSites.Of(Site).HeadAxis;

    /// <summary>True where later tokens need it of every token, even in a block of which few tokens are wanted.</summary>
    internal bool AtEveryToken => HookSites.Of(Site).AtEveryToken;

    /// <summary>True for the sites after the last block.</summary>
    internal bool IsFinal => Site is HookSite.FinalNormScale or HookSite.FinalNormNormalized or HookSite.UnembedIn or HookSite.UnembedOut;

    /// <inheritdoc cref="HookSite.Embed"/>
    public static HookPoint Embed { get; } = new(HookSite.Embed, null);

    /// <inheritdoc cref="HookSite.PosEmbed"/>
    public static HookPoint PosEmbed { get; } = new(HookSite.PosEmbed, null);

    /// <inheritdoc cref="HookSite.FinalNormScale"/>
    public static HookPoint FinalNormScale { get; } = new(HookSite.FinalNormScale, null);

    /// <inheritdoc cref="HookSite.FinalNormNormalized"/>
    public static HookPoint FinalNormNormalized { get; } = new(HookSite.FinalNormNormalized, null);

    /// <inheritdoc cref="HookSite.UnembedIn"/>
    public static HookPoint UnembedIn { get; } = new(HookSite.UnembedIn, null);

    /// <inheritdoc cref="HookSite.UnembedOut"/>
    public static HookPoint UnembedOut { get; } = new(HookSite.UnembedOut, null);

    /// <inheritdoc cref="HookSite.ResidPre"/>
    public static HookPoint ResidPre(int layer) => new(HookSite.ResidPre, layer);

    /// <inheritdoc cref="HookSite.AttnNormScale"/>
    public static HookPoint AttnNormScale(int layer) => new(HookSite.AttnNormScale, layer);

    /// <inheritdoc cref="HookSite.AttnNormNormalized"/>
    public static HookPoint AttnNormNormalized(int layer) => new(HookSite.AttnNormNormalized, layer);

    /// <inheritdoc cref="HookSite.Q"/>
    public static HookPoint Q(int layer) => new(HookSite.Q, layer);

    /// <inheritdoc cref="HookSite.K"/>
    public static HookPoint K(int layer) => new(HookSite.K, layer);

    /// <inheritdoc cref="HookSite.V"/>
    public static HookPoint V(int layer) => new(HookSite.V, layer);

    /// <inheritdoc cref="HookSite.QNormScale"/>
    public static HookPoint QNormScale(int layer) => new(HookSite.QNormScale, layer);

    /// <inheritdoc cref="HookSite.QNormNormalized"/>
    public static HookPoint QNormNormalized(int layer) => new(HookSite.QNormNormalized, layer);

    /// <inheritdoc cref="HookSite.KNormScale"/>
    public static HookPoint KNormScale(int layer) => new(HookSite.KNormScale, layer);

    /// <inheritdoc cref="HookSite.KNormNormalized"/>
    public static HookPoint KNormNormalized(int layer) => new(HookSite.KNormNormalized, layer);

    /// <inheritdoc cref="HookSite.RotQ"/>
    public static HookPoint RotQ(int layer) => new(HookSite.RotQ, layer);

    /// <inheritdoc cref="HookSite.RotK"/>
    public static HookPoint RotK(int layer) => new(HookSite.RotK, layer);

    /// <inheritdoc cref="HookSite.AttnScores"/>
    public static HookPoint AttnScores(int layer) => new(HookSite.AttnScores, layer);

    /// <inheritdoc cref="HookSite.Pattern"/>
    public static HookPoint Pattern(int layer) => new(HookSite.Pattern, layer);

    /// <inheritdoc cref="HookSite.Z"/>
    public static HookPoint Z(int layer) => new(HookSite.Z, layer);

    /// <inheritdoc cref="HookSite.Result"/>
    public static HookPoint Result(int layer) => new(HookSite.Result, layer);

    /// <inheritdoc cref="HookSite.AttnOutNormScale"/>
    public static HookPoint AttnOutNormScale(int layer) => new(HookSite.AttnOutNormScale, layer);

    /// <inheritdoc cref="HookSite.AttnOutNormNormalized"/>
    public static HookPoint AttnOutNormNormalized(int layer) => new(HookSite.AttnOutNormNormalized, layer);

    /// <inheritdoc cref="HookSite.AttnOut"/>
    public static HookPoint AttnOut(int layer) => new(HookSite.AttnOut, layer);

    /// <inheritdoc cref="HookSite.ResidMid"/>
    public static HookPoint ResidMid(int layer) => new(HookSite.ResidMid, layer);

    /// <inheritdoc cref="HookSite.MlpNormScale"/>
    public static HookPoint MlpNormScale(int layer) => new(HookSite.MlpNormScale, layer);

    /// <inheritdoc cref="HookSite.MlpNormNormalized"/>
    public static HookPoint MlpNormNormalized(int layer) => new(HookSite.MlpNormNormalized, layer);

    /// <inheritdoc cref="HookSite.MlpPre"/>
    public static HookPoint MlpPre(int layer) => new(HookSite.MlpPre, layer);

    /// <inheritdoc cref="HookSite.MlpPreLinear"/>
    public static HookPoint MlpPreLinear(int layer) => new(HookSite.MlpPreLinear, layer);

    /// <inheritdoc cref="HookSite.MlpPost"/>
    public static HookPoint MlpPost(int layer) => new(HookSite.MlpPost, layer);

    /// <inheritdoc cref="HookSite.MlpOutNormScale"/>
    public static HookPoint MlpOutNormScale(int layer) => new(HookSite.MlpOutNormScale, layer);

    /// <inheritdoc cref="HookSite.MlpOutNormNormalized"/>
    public static HookPoint MlpOutNormNormalized(int layer) => new(HookSite.MlpOutNormNormalized, layer);

    /// <inheritdoc cref="HookSite.MlpOut"/>
    public static HookPoint MlpOut(int layer) => new(HookSite.MlpOut, layer);

    /// <inheritdoc cref="HookSite.ResidPost"/>
    public static HookPoint ResidPost(int layer) => new(HookSite.ResidPost, layer);

    /// <summary>Reads a TransformerLens name back.</summary>
    /// <param name="name">"blocks.3.attn.hook_pattern", "hook_embed", …</param>
    /// <exception cref="FormatException">No site has this name.</exception>
    public static HookPoint Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var parts = name.Split('.', 3);
        var point = parts is ["blocks", var number, var rest]
            ? int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var layer) && HookSites.ByName(rest, inBlock: true) is { } inside
                ? new HookPoint(inside.Site, layer)
                : (HookPoint?)null
            : HookSites.ByName(name, inBlock: false) is { } outside ? new HookPoint(outside.Site, null) : null;

        return point ?? throw new FormatException(
            $"'{name}' is not a hook point. Points are named like 'blocks.3.attn.hook_pattern' or 'hook_embed'; sites: "
            + string.Join(", ", HookSites.All.Select(entry => entry.Name)) + ".");
    }

    /// <summary>The TransformerLens name.</summary>
    public override string ToString()
    {
        var name = HookSites.Of(Site).Name;
        return Layer is { } layer ? string.Create(CultureInfo.InvariantCulture, $"blocks.{layer}.{name}") : name;
    }
}
