namespace Interp.Models.Architectures;

/// <summary>From Hugging Face's tensor names to those of llama.cpp's converter. The tables are read from top to bottom.</summary>
internal static class GgufNames
{
    private static readonly (string HuggingFace, string Gguf)[] LlamaTable =
    [
        ("model.embed_tokens.", "token_embd."),
        ("model.norm.", "output_norm."),
        ("lm_head.", "output."),
        ("model.layers.", "blk."),
        (".input_layernorm.", ".attn_norm."),
        (".post_attention_layernorm.", ".ffn_norm."),
        (".self_attn.q_proj.", ".attn_q."),
        (".self_attn.k_proj.", ".attn_k."),
        (".self_attn.v_proj.", ".attn_v."),
        (".self_attn.o_proj.", ".attn_output."),
        (".mlp.gate_proj.", ".ffn_gate."),
        (".mlp.up_proj.", ".ffn_up."),
        (".mlp.down_proj.", ".ffn_down."),
    ];

    private static readonly (string HuggingFace, string Gguf)[] OfHeadNorms =
    [
        (".self_attn.q_norm.", ".attn_q_norm."),
        (".self_attn.k_norm.", ".attn_k_norm."),
    ];

    // What Llama calls so stands before the MLP; where norms stand behind, it is one of those.
    private static readonly (string HuggingFace, string Gguf)[] OfNormsBehind =
    [
        (".post_attention_layernorm.", ".post_attention_norm."),
        (".pre_feedforward_layernorm.", ".ffn_norm."),
        (".post_feedforward_layernorm.", ".post_ffw_norm."),
    ];

    private static readonly (string HuggingFace, string Gguf)[] OfFused =
    [
        (".self_attn.qkv_proj.", ".attn_qkv."),
        (".mlp.gate_up_proj.", ".ffn_up."),
    ];

    private static readonly (string HuggingFace, string Gguf)[] PhiTable =
    [
        ("model.final_layernorm.", "output_norm."),
        (".self_attn.dense.", ".attn_output."),
        (".mlp.fc1.", ".ffn_up."),
        (".mlp.fc2.", ".ffn_down."),
    ];

    private static readonly (string HuggingFace, string Gguf)[] Gpt2Table =
    [
        ("wte.", "token_embd."),
        ("wpe.", "position_embd."),
        ("ln_f.", "output_norm."),
        ("lm_head.", "output."),
        ("h.", "blk."),
        (".ln_1.", ".attn_norm."),
        (".ln_2.", ".ffn_norm."),
        (".attn.c_attn.", ".attn_qkv."),
        (".attn.c_proj.", ".attn_output."),
        (".mlp.c_fc.", ".ffn_up."),
        (".mlp.c_proj.", ".ffn_down."),
    ];

    private static readonly (string HuggingFace, string Gguf)[] GptNeoXTable =
    [
        ("gpt_neox.embed_in.", "token_embd."),
        ("gpt_neox.final_layer_norm.", "output_norm."),
        ("embed_out.", "output."),
        ("gpt_neox.layers.", "blk."),
        (".input_layernorm.", ".attn_norm."),
        (".post_attention_layernorm.", ".ffn_norm."),
        (".attention.query_key_value.", ".attn_qkv."),
        (".attention.dense.", ".attn_output."),
        (".mlp.dense_h_to_4h.", ".ffn_up."),
        (".mlp.dense_4h_to_h.", ".ffn_down."),
    ];

    public static string Llama(string name) => Translate(name, LlamaTable);

    /// <summary>Llama's with norms of queries and keys.</summary>
    public static string LlamaWithHeadNorms(string name) => Llama(Translate(name, OfHeadNorms));

    /// <summary>Llama's with norms behind attention and MLP, and of queries and keys.</summary>
    public static string LlamaWithNormsBehind(string name) => LlamaWithHeadNorms(Translate(name, OfNormsBehind));

    /// <summary>Llama's with fused maps.</summary>
    public static string LlamaFused(string name) => Llama(Translate(name, OfFused));

    public static string Phi(string name) => Llama(Translate(name, PhiTable));

    public static string Gpt2(string name) => Translate(name, Gpt2Table);

    public static string GptNeoX(string name) => Translate(name, GptNeoXTable);

    private static string Translate(string name, (string HuggingFace, string Gguf)[] table)
    {
        foreach (var (huggingFace, gguf) in table)
        {
            // A leading dot marks a middle part; without one the name must start so.
            if (huggingFace[0] == '.')
                name = name.Replace(huggingFace, gguf, StringComparison.Ordinal);
            else if (name.StartsWith(huggingFace, StringComparison.Ordinal))
                name = gguf + name[huggingFace.Length..];
        }

        return name;
    }
}
