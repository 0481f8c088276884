using Interp.Models.Checkpoints;
using static TorchSharp.torch;

namespace Interp.Models.Tests;

/// <summary>A GPT-2 of 67 million weights, all zero, whose maps are stored transposed.</summary>
internal static class LargeGpt2
{
    private const int Layers = 4;
    private const int DModel = 1024;
    private const int Vocabulary = 16_000;
    private const int Context = 256;

    private const string Config = """
        {
          "model_type": "gpt2", "n_layer": 4, "n_embd": 1024, "n_head": 16, "vocab_size": 16000, "n_positions": 256, "n_ctx": 256,
          "layer_norm_epsilon": 1e-5, "activation_function": "gelu_new"
        }
        """;

    public static long Weights => Shapes.Sum(weight => weight.Shape.Aggregate((a, b) => a * b));

    private static IReadOnlyList<(string Name, long[] Shape)> Shapes { get; } =
        [("wte.weight", [Vocabulary, DModel]), ("wpe.weight", [Context, DModel]), .. Enumerable.Range(0, Layers).SelectMany(Block), .. Both("ln_f", [DModel], DModel)];

    /// <returns>What to give to <see cref="Pretrained.Load"/>.</returns>
    public static string WriteSafetensors(TemporaryFolder folder)
    {
        using var scope = NewDisposeScope();
        folder.Write("config.json", Config);
        SafetensorsWriter.Write(folder.File("model.safetensors"), Shapes.ToDictionary(weight => weight.Name, weight => zeros(weight.Shape)));
        return folder.Path;
    }

    private static IEnumerable<(string Name, long[] Shape)> Block(int layer) =>
    [
        .. Both($"h.{layer}.ln_1", [DModel], DModel),
        .. Both($"h.{layer}.attn.c_attn", [DModel, 3 * DModel], 3 * DModel),
        .. Both($"h.{layer}.attn.c_proj", [DModel, DModel], DModel),
        .. Both($"h.{layer}.ln_2", [DModel], DModel),
        .. Both($"h.{layer}.mlp.c_fc", [DModel, 4 * DModel], 4 * DModel),
        .. Both($"h.{layer}.mlp.c_proj", [4 * DModel, DModel], DModel),
    ];

    private static IEnumerable<(string Name, long[] Shape)> Both(string name, long[] weight, long bias) => [($"{name}.weight", weight), ($"{name}.bias", [bias])];
}
