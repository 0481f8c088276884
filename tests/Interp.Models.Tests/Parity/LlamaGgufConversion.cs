using System.Text.Json.Nodes;
using Interp.Models.Checkpoints;
using Interp.Models.Tests.Checkpoints.Gguf;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Parity;

/// <summary>
/// Writes the folder of a descendant of Llama, or of a Phi, as llama.cpp's converter lays it out, in float32. No file of
/// another writer checks these layouts.
/// </summary>
internal static class LlamaGgufConversion
{
    private const uint Float32 = 0;

    private static readonly (string HuggingFace, string Gguf)[] Names =
    [
        ("model.embed_tokens", "token_embd"), ("model.norm", "output_norm"), ("model.final_layernorm", "output_norm"), ("lm_head", "output"), ("model.layers", "blk"),
        ("self_attn.q_proj", "attn_q"), ("self_attn.k_proj", "attn_k"), ("self_attn.v_proj", "attn_v"), ("self_attn.o_proj", "attn_output"),
        ("self_attn.dense", "attn_output"), ("self_attn.qkv_proj", "attn_qkv"), ("self_attn.q_norm", "attn_q_norm"), ("self_attn.k_norm", "attn_k_norm"),
        ("mlp.gate_up_proj", "ffn_up"), ("mlp.gate_proj", "ffn_gate"), ("mlp.up_proj", "ffn_up"), ("mlp.down_proj", "ffn_down"), ("mlp.fc1", "ffn_up"), ("mlp.fc2", "ffn_down"),
        ("input_layernorm", "attn_norm"), ("pre_feedforward_layernorm", "ffn_norm"), ("post_feedforward_layernorm", "post_ffw_norm"),
    ];

    /// <summary>The file of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="architecture">The file's general.architecture.</param>
    public static byte[] Convert(string folder, string architecture)
    {
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "config.json")))!;
        var isGemma = architecture.StartsWith("gemma", StringComparison.Ordinal);
        var (dModel, heads) = ((uint)config["hidden_size"]!, (uint)config["num_attention_heads"]!);
        var kvHeads = (uint?)config["num_key_value_heads"] ?? heads;
        var dHead = (uint?)config["head_dim"] ?? dModel / heads;
        var builder = new GgufBuilder()
            .Text("general.architecture", architecture)
            .Number($"{architecture}.context_length", (uint)config["max_position_embeddings"]!)
            .Number($"{architecture}.embedding_length", dModel)
            .Number($"{architecture}.block_count", (uint)config["num_hidden_layers"]!)
            .Number($"{architecture}.feed_forward_length", (uint)config["intermediate_size"]!)
            .Number($"{architecture}.attention.head_count", heads)
            .Number($"{architecture}.attention.head_count_kv", kvHeads);
        if (config["head_dim"] is not null)
            builder.Number($"{architecture}.attention.key_length", dHead).Number($"{architecture}.attention.value_length", dHead);
        if ((double?)config["partial_rotary_factor"] is { } share)
            builder.Number($"{architecture}.rope.dimension_count", (uint)(share * dHead));
        Real("attention.layer_norm_rms_epsilon", config["rms_norm_eps"]);
        Real("attention.layer_norm_epsilon", config["layer_norm_eps"]);
        Real("attn_logit_softcapping", config["attn_logit_softcapping"]);
        Real("final_logit_softcapping", config["final_logit_softcapping"]);
        if (architecture != "gemma2")
            Real("rope.freq_base", config["rope_theta"]);
        if (isGemma || architecture == "phi3")
            builder.Number($"{architecture}.attention.sliding_window", (uint?)config["sliding_window"] ?? 0);

        using var checkpoint = Checkpoint.Open(folder);
        foreach (var name in checkpoint.Entries.Keys)
        {
            using var scope = NewDisposeScope();
            var tensor = checkpoint.Read(name, ScalarType.Float32).clone();
            if (isGemma && name.EndsWith("norm.weight", StringComparison.Ordinal))
                tensor = tensor + 1;
            if (architecture is "llama" or "smollm3" && (name.Contains("q_proj", StringComparison.Ordinal) || name.Contains("k_proj", StringComparison.Ordinal)))
                tensor = AdjacentPairs(tensor, name.Contains("q_proj", StringComparison.Ordinal) ? heads : kvHeads);
            // llama.cpp scales scores by the width of a head; what the config says otherwise is put into the queries.
            if (QueryFactor() is { } factor && name.Contains(architecture == "gemma2" ? "q_proj" : "q_norm", StringComparison.Ordinal))
                tensor = tensor * factor;
            builder.Tensor(Translate(name, isGemma || architecture == "olmo2"), Float32, [.. tensor.shape.Reverse().Select(size => (ulong)size)], tensor.contiguous().bytes.ToArray());
        }

        return builder.Build();

        void Real(string key, JsonNode? value)
        {
            if (value is not null)
                builder.Pair($"{architecture}.{key}", 6, writer => writer.Write((float)(double)value));
        }

        double? QueryFactor() => (double?)config["query_pre_attn_scalar"] is { } scalar ? Math.Sqrt(dHead / scalar) : null;
    }

    private static string Translate(string name, bool hasNormsBehind) =>
        Names.Append(("post_attention_layernorm", hasNormsBehind ? "post_attention_norm" : "ffn_norm"))
            .Aggregate(name, (text, pair) => text.Replace(pair.Item1 + ".", pair.Item2 + ".", StringComparison.Ordinal));

    /// <summary>LlamaModel.permute of the converter.</summary>
    private static Tensor AdjacentPairs(Tensor rows, uint heads) =>
        rows.reshape(heads, 2, rows.shape[0] / heads / 2, -1).transpose(1, 2).reshape(rows.shape);
}
