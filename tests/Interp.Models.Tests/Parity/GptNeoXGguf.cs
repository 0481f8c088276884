using Interp.Models.Checkpoints;
using Interp.Models.Tests.Checkpoints.Gguf;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Parity;

/// <summary>
/// Writes a GPT-NeoX folder as llama.cpp's converter lays it out: float32, the rows of the fused projection sorted into all
/// queries, all keys, all values. No file of another writer checks this layout.
/// </summary>
internal static class GptNeoXGguf
{
    private const uint Float32 = 0;

    private static readonly (string HuggingFace, string Gguf)[] Names =
    [
        ("gpt_neox.embed_in.weight", "token_embd.weight"),
        ("gpt_neox.final_layer_norm", "output_norm"),
        ("embed_out.weight", "output.weight"),
        ("gpt_neox.layers", "blk"),
        ("attention.query_key_value", "attn_qkv"),
        ("attention.dense", "attn_output"),
        ("post_attention_layernorm", "ffn_norm"),
        ("input_layernorm", "attn_norm"),
        ("mlp.dense_h_to_4h", "ffn_up"),
        ("mlp.dense_4h_to_h", "ffn_down"),
    ];

    public static byte[] Convert(Checkpoint folder, NeoXSizes sizes)
    {
        var builder = new GgufBuilder()
            .Text("general.architecture", "gptneox")
            .Number("gptneox.context_length", sizes.Context)
            .Number("gptneox.embedding_length", sizes.DModel)
            .Number("gptneox.block_count", sizes.Layers)
            .Number("gptneox.feed_forward_length", sizes.DMlp)
            .Number("gptneox.rope.dimension_count", sizes.RotaryWidth)
            .Number("gptneox.attention.head_count", sizes.Heads)
            .Pair("gptneox.use_parallel_residual", 7, writer => writer.Write(sizes.ParallelResidual))
            .Pair("gptneox.attention.layer_norm_epsilon", 6, writer => writer.Write((float)sizes.NormEpsilon))
            .Pair("gptneox.rope.freq_base", 6, writer => writer.Write((float)sizes.RotaryBase));
        foreach (var name in folder.Entries.Keys.Where(name => !IsBuffer(name)))
        {
            using var scope = NewDisposeScope();
            var tensor = folder.Read(name, ScalarType.Float32);
            if (name.Contains("query_key_value", StringComparison.Ordinal))
                tensor = SortRows(tensor, sizes.Heads);
            builder.Tensor(Translate(name), Float32, [.. tensor.shape.Reverse().Select(size => (ulong)size)], tensor.contiguous().bytes.ToArray());
        }

        return builder.Build();
    }

    private static bool IsBuffer(string name) =>
        name.EndsWith("attention.bias", StringComparison.Ordinal) || name.EndsWith("masked_bias", StringComparison.Ordinal) || name.EndsWith("inv_freq", StringComparison.Ordinal);

    private static string Translate(string name) => Names.Aggregate(name, (text, pair) => text.Replace(pair.HuggingFace, pair.Gguf, StringComparison.Ordinal));

    /// <summary>[head, q k v, d_head, ...] to [q k v, head, d_head, ...].</summary>
    private static Tensor SortRows(Tensor rows, uint heads) =>
        rows.reshape(heads, 3, rows.shape[0] / (3 * heads), -1).transpose(0, 1).reshape(rows.shape);
}
