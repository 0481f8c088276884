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
