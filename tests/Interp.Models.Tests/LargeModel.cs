using System.IO.Compression;
using Interp.Models.Checkpoints;
using Interp.Models.Tests.Checkpoints.Gguf;
using Interp.Models.Tests.Checkpoints.PyTorch;
using static TorchSharp.torch;

namespace Interp.Models.Tests;

/// <summary>A Llama of 84 million weights, all zero, in each layout of files.</summary>
internal static class LargeModel
{
    private const int Layers = 4;
    private const int DModel = 1024;
    private const int DMlp = 2816;
    private const int Heads = 16;
    private const int Vocabulary = 16_000;
    private const uint Half = 1;

    private const string Config = """
        {
          "model_type": "llama", "num_hidden_layers": 4, "hidden_size": 1024, "intermediate_size": 2816, "num_attention_heads": 16,
          "vocab_size": 16000, "max_position_embeddings": 512, "rms_norm_eps": 1e-5, "hidden_act": "silu"
        }
        """;

    public static long Weights => Shapes.Sum(weight => Count(weight.Shape));

    private static IReadOnlyList<(string Name, string InGguf, long[] Shape)> Shapes { get; } =
    [
        ("model.embed_tokens.weight", "token_embd.weight", [Vocabulary, DModel]),
        .. Enumerable.Range(0, Layers).SelectMany(Block),
        ("model.norm.weight", "output_norm.weight", [DModel]),
        ("lm_head.weight", "output.weight", [Vocabulary, DModel]),
    ];

    /// <returns>What to give to <see cref="Pretrained.Load"/>.</returns>
    public static string WriteSafetensors(TemporaryFolder folder, ScalarType stored)
    {
        using var scope = NewDisposeScope();
        folder.Write("config.json", Config);
        SafetensorsWriter.Write(folder.File("model.safetensors"), Shapes.ToDictionary(weight => weight.Name, weight => zeros(weight.Shape, stored)));
        return folder.Path;
    }

    /// <returns>What to give to <see cref="Pretrained.Load"/>.</returns>
    public static string WriteHalfPickle(TemporaryFolder folder)
    {
        folder.Write("config.json", Config);
        var pickle = new PickleBuilder().Op('}');
        foreach (var ((name, _, shape), i) in Shapes.Select((weight, i) => (weight, i)))
            pickle.Text(name).Tensor("HalfStorage", $"{i}", Count(shape), 0, shape, shape is [_, var columns] ? [columns, 1] : [1]).Op('s');

        using var zip = new ZipArchive(File.Create(folder.File("pytorch_model.bin")), ZipArchiveMode.Create);
        Write(zip, "archive/data.pkl", pickle.Stop());
        for (var i = 0; i < Shapes.Count; i++)
            Write(zip, $"archive/data/{i}", new byte[2 * Count(Shapes[i].Shape)]);
        return folder.Path;
    }

    /// <returns>What to give to <see cref="Pretrained.Load"/>.</returns>
    public static string WriteHalfGguf(TemporaryFolder folder)
    {
        var builder = new GgufBuilder()
            .Text("general.architecture", "llama")
            .Number("llama.block_count", Layers)
            .Number("llama.embedding_length", DModel)
            .Number("llama.feed_forward_length", DMlp)
            .Number("llama.attention.head_count", Heads)
            .Number("llama.context_length", 512)
            .Pair("llama.attention.layer_norm_rms_epsilon", 6, writer => writer.Write(1e-5f));
        foreach (var (_, name, shape) in Shapes)
            builder.Tensor(name, Half, [.. shape.Reverse().Select(size => (ulong)size)], new byte[2 * Count(shape)]);
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

    private static void Write(ZipArchive zip, string name, byte[] data)
    {
        using var entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
        entry.Write(data);
    }
}
