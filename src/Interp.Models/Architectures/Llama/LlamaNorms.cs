namespace Interp.Models.Architectures.Llama;

/// <summary>The norms of a block by their names in the checkpoint; null where there is none.</summary>
/// <param name="BeforeAttention">What attention reads comes through it.</param>
/// <param name="BehindAttention">What attention adds comes out of it.</param>
/// <param name="BeforeMlp">What the MLP reads comes through it.</param>
/// <param name="BehindMlp">What the MLP adds comes out of it.</param>
internal sealed record LlamaNorms(string? BeforeAttention, string? BehindAttention, string? BeforeMlp, string? BehindMlp)
{
    public static LlamaNorms Before { get; } = new("input_layernorm", null, "post_attention_layernorm", null);

    public static LlamaNorms Behind { get; } = new(null, "post_attention_layernorm", null, "post_feedforward_layernorm");

    public static LlamaNorms Both { get; } = new("input_layernorm", "post_attention_layernorm", "pre_feedforward_layernorm", "post_feedforward_layernorm");
}
