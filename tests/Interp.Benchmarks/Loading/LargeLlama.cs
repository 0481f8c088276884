using Interp.Models.Checkpoints;
using Interp.Models.Tests.Checkpoints.Gguf;
using Interp.Tests;
using static TorchSharp.torch;

namespace Interp.Benchmarks.Loading;

/// <summary>A Llama of 271 million weights, 1.08 GB in float32, of random bits, in each layout of files.</summary>
internal static class LargeLlama
{
    private const int Layers = 16;
    private const int DModel = 1024;
    private const int DMlp = 2816;
    private const int Heads = 16;
    private const int Vocabulary = 32_000;
    private const uint GgufFloat32 = 0;

    private const string Config = """
        {
          "model_type": "llama", "num_hidden_layers": 16, "hidden_size": 1024, "intermediate_size": 2816, "num_attention_heads": 16,
          "vocab_size": 32000, "max_position_embeddings": 512, "rms_norm_eps": 1e-5, "hidden_act": "silu"
        }
        """;

    public static long Weights => Shapes.Sum(weight => Count(weight.Shape));

    public static IReadOnlyList<LoadFile> Files { get; } =
    [
        new("safetensors float32, mapped", folder => WriteSafetensors(folder, ScalarType.Float32)),
        new("safetensors float16", folder => WriteSafetensors(folder, ScalarType.Float16)),
        new("safetensors bfloat16", folder => WriteSafetensors(folder, ScalarType.BFloat16)),
        new("safetensors float32 as bfloat16", folder => WriteSafetensors(folder, ScalarType.Float32), ScalarType.BFloat16),
        new("GGUF Q4_0", folder => WriteGguf(folder, 2, 32, 18)),
        new("GGUF Q8_0", folder => WriteGguf(folder, 8, 32, 34)),
        new("GGUF Q4_K", folder => WriteGguf(folder, 12, 256, 144)),
        new("GGUF Q6_K", folder => WriteGguf(folder, 14, 256, 210)),
    ];

    private static IReadOnlyList<(string Name, string InGguf, long[] Shape)> Shapes { get; } =
    [
        ("model.embed_tokens.weight", "token_embd.weight", [Vocabulary, DModel]),
        .. Enumerable.Range(0, Layers).SelectMany(Block),
        ("model.norm.weight", "output_norm.weight", [DModel]),
        ("lm_head.weight", "output.weight", [Vocabulary, DModel]),
    ];

    private static string WriteSafetensors(TemporaryFolder folder, ScalarType stored)
    {
        using var scope = NewDisposeScope();
        folder.Write("config.json", Config);
        SafetensorsWriter.Write(folder.File("model.safetensors"), Shapes.ToDictionary(weight => weight.Name, weight => rand(weight.Shape).to(stored)));
        return folder.Path;
    }

    /// <summary>Matrices in blocks of a type, vectors in float32, as converters write them.</summary>
    private static string WriteGguf(TemporaryFolder folder, uint type, int elements, int bytes)
    {
        var random = new Random(1);
        var builder = new GgufBuilder()
            .Text("general.architecture", "llama")
            .Number("llama.block_count", Layers)
            .Number("llama.embedding_length", DModel)
            .Number("llama.feed_forward_length", DMlp)
            .Number("llama.attention.head_count", Heads)
            .Number("llama.context_length", 512)
            .Pair("llama.attention.layer_norm_rms_epsilon", 6, writer => writer.Write(1e-5f));
        foreach (var (_, name, shape) in Shapes)
        {
            var isMatrix = shape.Length == 2;
            var data = new byte[isMatrix ? Count(shape) / elements * bytes : Count(shape) * sizeof(float)];
            random.NextBytes(data);
            builder.Tensor(name, isMatrix ? type : GgufFloat32, [.. shape.Reverse().Select(size => (ulong)size)], data);
        }

        return folder.Write("model.gguf", builder.Build());
    }

    private static IEnumerable<(string Name, string InGguf, long[] Shape)> Block(int layer)
    {
        (string, string, long[]) Weight(string name, string inGguf, params long[] shape) => ($"model.layers.{layer}.{name}.weight", $"blk.{layer}.{inGguf}.weight", shape);

        return
        [
            Weight("input_layernorm", "attn_norm", DModel),
            Weight("self_attn.q_proj", "attn_q", DModel, DModel),
            Weight("self_attn.k_proj", "attn_k", DModel, DModel),
            Weight("self_attn.v_proj", "attn_v", DModel, DModel),
            Weight("self_attn.o_proj", "attn_output", DModel, DModel),
            Weight("post_attention_layernorm", "ffn_norm", DModel),
            Weight("mlp.gate_proj", "ffn_gate", DMlp, DModel),
            Weight("mlp.up_proj", "ffn_up", DMlp, DModel),
            Weight("mlp.down_proj", "ffn_down", DModel, DMlp),
        ];
    }

    private static long Count(long[] shape) => shape.Aggregate((a, b) => a * b);
}
