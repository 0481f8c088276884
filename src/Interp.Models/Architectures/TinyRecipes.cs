using Interp.Core.Transformer;
using Interp.Models.Architectures.Gpt2;
using Interp.Models.Architectures.GptJ;
using Interp.Models.Architectures.GptNeoX;
using Interp.Models.Architectures.Llama;
using Interp.Models.Configs;

namespace Interp.Models.Architectures;

/// <summary>The numbers of tiny models. Those a reader might assume differ from the usual ones.</summary>
internal static class TinyRecipes
{
    private const double Epsilon = 2e-5;
    private const double RotaryBase = 7_000;

    public static Recipe Of(TinyArchitecture architecture, TinyOptions options, int vocabulary) => architecture switch
    {
        TinyArchitecture.Gpt2 => Gpt2.Gpt2.Recipe(TinyGpt2(Sizes("GPT-2", options, options.Heads, vocabulary))),
        TinyArchitecture.GptJ => GptJ.GptJ.Recipe(TinyGptJ(Sizes("GPT-J", options, options.Heads, vocabulary))),
        TinyArchitecture.GptNeoX => GptNeoX.GptNeoX.Recipe(TinyGptNeoX(Sizes("GPT-NeoX", options, options.Heads, vocabulary))),
        TinyArchitecture.Llama => Llama.Llama.Recipe(TinyLlama(Sizes("Llama", options, options.KvHeads, vocabulary))),
        _ => throw new ArgumentOutOfRangeException(nameof(architecture), architecture, "Not an architecture."),
    };

    private static TransformerInfo Sizes(string architecture, TinyOptions options, int kvHeads, int vocabulary) => new()
    {
        Architecture = architecture,
        Layers = options.Layers,
        DModel = options.DModel,
        Heads = options.Heads,
        KvHeads = kvHeads,
        DHead = options.DModel / options.Heads,
        DMlp = options.DMlp,
        DVocab = vocabulary,
        ContextLength = options.ContextLength,
    };

    private static Gpt2Config TinyGpt2(TransformerInfo info) => new()
    {
        Info = info,
        NormEpsilon = Epsilon,
        Activation = Activation.GeluTanh,
        ScalesByWidth = true,
        ScalesByLayer = false,
        TiedUnembedding = true,
    };

    private static GptJConfig TinyGptJ(TransformerInfo info) => new()
    {
        Info = info,
        NormEpsilon = Epsilon,
        Rope = Rope(HalfOfHead(info)),
        Activation = Activation.GeluTanh,
        TiedUnembedding = false,
    };

    private static GptNeoXConfig TinyGptNeoX(TransformerInfo info) => new()
    {
        Info = info,
        NormEpsilon = Epsilon,
        Rope = Rope(HalfOfHead(info)),
        Activation = Activation.Gelu,
        Residual = Residual.Parallel,
        AttentionBias = true,
        TiedUnembedding = false,
    };

    private static LlamaConfig TinyLlama(TransformerInfo info) => new()
    {
        Kind = LlamaKinds.Llama,
        Info = info,
        NormEpsilon = Epsilon,
        Activation = Activation.Silu,
        QkvBias = false,
        OutputBias = false,
        MlpBias = false,
        TiedUnembedding = false,
        Blocks = [.. Enumerable.Repeat(new LlamaBlock(Rope(info.DHead), Window: null), info.Layers)],
        ScoreScale = Math.Pow(info.DHead, -0.5),
    };

    /// <summary>Half of a head turns, rounded up to whole pairs.</summary>
    private static int HalfOfHead(TransformerInfo info) => (info.DHead + 3) / 4 * 2;

    private static RopeConfig Rope(int width) => new() { Base = RotaryBase, Width = width, Scaling = new RopeScaling.None() };
}
