using Interp.Core.Hooks;

namespace Interp.Core.Tests.Hooks;

public sealed class HookPointTests
{
    /// <summary>Names as TransformerLens 2 has them.</summary>
    public static TheoryData<HookSite, string> Names => new()
    {
        { HookSite.Embed, "hook_embed" },
        { HookSite.PosEmbed, "hook_pos_embed" },
        { HookSite.ResidPre, "blocks.7.hook_resid_pre" },
        { HookSite.AttnNormScale, "blocks.7.ln1.hook_scale" },
        { HookSite.AttnNormNormalized, "blocks.7.ln1.hook_normalized" },
        { HookSite.Q, "blocks.7.attn.hook_q" },
        { HookSite.K, "blocks.7.attn.hook_k" },
        { HookSite.V, "blocks.7.attn.hook_v" },
        { HookSite.QNormScale, "blocks.7.attn.q_norm.hook_scale" },
        { HookSite.QNormNormalized, "blocks.7.attn.q_norm.hook_normalized" },
        { HookSite.KNormScale, "blocks.7.attn.k_norm.hook_scale" },
        { HookSite.KNormNormalized, "blocks.7.attn.k_norm.hook_normalized" },
        { HookSite.RotQ, "blocks.7.attn.hook_rot_q" },
        { HookSite.RotK, "blocks.7.attn.hook_rot_k" },
        { HookSite.AttnScores, "blocks.7.attn.hook_attn_scores" },
        { HookSite.Pattern, "blocks.7.attn.hook_pattern" },
        { HookSite.Z, "blocks.7.attn.hook_z" },
        { HookSite.Result, "blocks.7.attn.hook_result" },
        { HookSite.AttnOutNormScale, "blocks.7.ln1_post.hook_scale" },
        { HookSite.AttnOutNormNormalized, "blocks.7.ln1_post.hook_normalized" },
        { HookSite.AttnOut, "blocks.7.hook_attn_out" },
        { HookSite.ResidMid, "blocks.7.hook_resid_mid" },
        { HookSite.MlpNormScale, "blocks.7.ln2.hook_scale" },
        { HookSite.MlpNormNormalized, "blocks.7.ln2.hook_normalized" },
        { HookSite.MlpPre, "blocks.7.mlp.hook_pre" },
        { HookSite.MlpPreLinear, "blocks.7.mlp.hook_pre_linear" },
        { HookSite.MlpPost, "blocks.7.mlp.hook_post" },
        { HookSite.MlpOutNormScale, "blocks.7.ln2_post.hook_scale" },
        { HookSite.MlpOutNormNormalized, "blocks.7.ln2_post.hook_normalized" },
        { HookSite.MlpOut, "blocks.7.hook_mlp_out" },
        { HookSite.ResidPost, "blocks.7.hook_resid_post" },
        { HookSite.FinalNormScale, "ln_final.hook_scale" },
        { HookSite.FinalNormNormalized, "ln_final.hook_normalized" },
        { HookSite.UnembedIn, "unembed.hook_in" },
        { HookSite.UnembedOut, "unembed.hook_out" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Name_EverySite_IsWrittenAndReadBack(HookSite site, string name)
    {
        var point = new HookPoint(site, name.StartsWith("blocks.", StringComparison.Ordinal) ? 7 : null);
        point.ToString().Should().Be(name);
        HookPoint.Parse(name).Should().Be(point);
    }

    [Fact]
    public void Names_OfTheTestTable_CoverEverySite() =>
        Names.Select(row => (HookSite)row[0]).Should().BeEquivalentTo(Enum.GetValues<HookSite>());

    [Fact]
    public void StaticMembers_EverySite_NameTheSiteTheyAreCalledAfter()
    {
        foreach (var site in Enum.GetValues<HookSite>())
        {
            var point = typeof(HookPoint).GetMethod(site.ToString())?.Invoke(null, [5]) ?? typeof(HookPoint).GetProperty(site.ToString())?.GetValue(null);
            point.Should().BeOfType<HookPoint>().Which.Site.Should().Be(site);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("hook_pattern")]
    [InlineData("attn.hook_pattern")]
    [InlineData("blocks.attn.hook_pattern")]
    [InlineData("blocks.-1.attn.hook_pattern")]
    [InlineData("blocks. 1.attn.hook_pattern")]
    [InlineData("blocks.99999999999.attn.hook_pattern")]
    [InlineData("blocks.1.hook_embed")]
    [InlineData("blocks.1")]
    [InlineData("blocks.1.")]
    [InlineData("Hook_Embed")]
    [InlineData("hook_embed ")]
    public void Parse_AnotherName_ThrowsAndSaysWhatThereIs(string name) =>
        FluentActions.Invoking(() => HookPoint.Parse(name)).Should().Throw<FormatException>().WithMessage("*hook_embed*attn.hook_pattern*");

    [Fact]
    public void Constructor_BlockMissingOrTooMuchOrNegative_Throws()
    {
        FluentActions.Invoking(() => new HookPoint(HookSite.Z, null)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new HookPoint(HookSite.Embed, 0)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => HookPoint.Z(-1)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new HookPoint((HookSite)99, null)).Should().Throw<ArgumentOutOfRangeException>();
    }
}
