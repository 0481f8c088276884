namespace Interp.Core.Hooks;

/// <summary>The one table of hook sites, in the order of <see cref="HookSite"/>: TransformerLens name and axes of each.</summary>
internal static class HookSites
{
    private static readonly Entry[] Table =
    [
        new(HookSite.Embed, "hook_embed", "batch pos d_model", AtEveryToken: true),
        new(HookSite.PosEmbed, "hook_pos_embed", "batch pos d_model", AtEveryToken: true),
        new(HookSite.ResidPre, "hook_resid_pre", "batch pos d_model", InBlock: true, AtEveryToken: true),
        new(HookSite.AttnNormScale, "ln1.hook_scale", "batch pos 1", InBlock: true, AtEveryToken: true),
        new(HookSite.AttnNormNormalized, "ln1.hook_normalized", "batch pos d_model", InBlock: true, AtEveryToken: true),
        new(HookSite.Q, "attn.hook_q", "batch pos head d_head", InBlock: true),
        new(HookSite.K, "attn.hook_k", "batch pos kv_head d_head", InBlock: true, AtEveryToken: true),
        new(HookSite.V, "attn.hook_v", "batch pos kv_head d_head", InBlock: true, AtEveryToken: true),
        new(HookSite.QNormScale, "attn.q_norm.hook_scale", "batch pos head 1", InBlock: true),
        new(HookSite.QNormNormalized, "attn.q_norm.hook_normalized", "batch pos head d_head", InBlock: true),
        new(HookSite.KNormScale, "attn.k_norm.hook_scale", "batch pos kv_head 1", InBlock: true, AtEveryToken: true),
        new(HookSite.KNormNormalized, "attn.k_norm.hook_normalized", "batch pos kv_head d_head", InBlock: true, AtEveryToken: true),
        new(HookSite.RotQ, "attn.hook_rot_q", "batch pos head d_head", InBlock: true),
        new(HookSite.RotK, "attn.hook_rot_k", "batch pos kv_head d_head", InBlock: true, AtEveryToken: true),
        new(HookSite.AttnScores, "attn.hook_attn_scores", "batch head query key", InBlock: true),
        new(HookSite.Pattern, "attn.hook_pattern", "batch head query key", InBlock: true),
        new(HookSite.Z, "attn.hook_z", "batch pos head d_head", InBlock: true),
        new(HookSite.Result, "attn.hook_result", "batch pos head d_model", InBlock: true),
        new(HookSite.AttnOutNormScale, "ln1_post.hook_scale", "batch pos 1", InBlock: true),
        new(HookSite.AttnOutNormNormalized, "ln1_post.hook_normalized", "batch pos d_model", InBlock: true),
        new(HookSite.AttnOut, "hook_attn_out", "batch pos d_model", InBlock: true),
        new(HookSite.ResidMid, "hook_resid_mid", "batch pos d_model", InBlock: true),
        new(HookSite.MlpNormScale, "ln2.hook_scale", "batch pos 1", InBlock: true),
        new(HookSite.MlpNormNormalized, "ln2.hook_normalized", "batch pos d_model", InBlock: true),
        new(HookSite.MlpPre, "mlp.hook_pre", "batch pos d_mlp", InBlock: true),
        new(HookSite.MlpPreLinear, "mlp.hook_pre_linear", "batch pos d_mlp", InBlock: true),
        new(HookSite.MlpPost, "mlp.hook_post", "batch pos d_mlp", InBlock: true),
        new(HookSite.MlpOutNormScale, "ln2_post.hook_scale", "batch pos 1", InBlock: true),
        new(HookSite.MlpOutNormNormalized, "ln2_post.hook_normalized", "batch pos d_model", InBlock: true),
        new(HookSite.MlpOut, "hook_mlp_out", "batch pos d_model", InBlock: true),
        new(HookSite.ResidPost, "hook_resid_post", "batch pos d_model", InBlock: true),
        new(HookSite.FinalNormScale, "ln_final.hook_scale", "batch pos 1"),
        new(HookSite.FinalNormNormalized, "ln_final.hook_normalized", "batch pos d_model"),
        new(HookSite.UnembedIn, "unembed.hook_in", "batch pos d_model"),
        new(HookSite.UnembedOut, "unembed.hook_out", "batch pos d_vocab"),
    ];

    public static IReadOnlyList<Entry> All => Table;

    public static Entry Of(HookSite site) => (uint)site < (uint)Table.Length
        ? Table[(int)site]
        : throw new ArgumentOutOfRangeException(nameof(site), site, "Not a hook site.");

    public static Entry? ByName(string name, bool inBlock) =>
        Array.Find(Table, entry => entry.InBlock == inBlock && entry.Name == name);

    /// <param name="Site">The site.</param>
    /// <param name="Name">TransformerLens's name, without the block.</param>
    /// <param name="Axes">Axes in order.</param>
    /// <param name="InBlock">True for sites of a block.</param>
    /// <param name="AtEveryToken">True where later tokens need it of every token, even in a block of which few tokens are wanted.</param>
    internal sealed record Entry(HookSite Site, string Name, string Axes, bool InBlock = false, bool AtEveryToken = false)
    {
        /// <summary>Which axis counts the positions of the token that reads: "pos", or "query" of the attention maps.</summary>
        public int PositionAxis { get; } = Axes.Contains("query", StringComparison.Ordinal) ? 2 : 1;

        /// <summary>Which axis counts query heads; null where none does.</summary>
        public int? HeadAxis { get; } = Array.IndexOf(Axes.Split(' '), "head") is >= 0 and var axis ? axis : null;
    }
}
