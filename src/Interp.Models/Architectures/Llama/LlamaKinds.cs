using System.Collections.Immutable;
using Interp.Core.Transformer;
using Interp.Models.Configs;

namespace Interp.Models.Architectures.Llama;

/// <summary>Llama and its descendants: each by what it does otherwise, from transformers' configuration and modelling code.</summary>
internal static class LlamaKinds
{
    public static LlamaKind Llama { get; } = new()
    {
        Name = "Llama",
        ModelType = "llama",
        Classes = ["LlamaForCausalLM", "LLaMAForCausalLM"],
        ConfiguresMlpBias = true,
        Gguf = new("llama", GgufNames.Llama) { OrdersAdjacentPairs = true },
    };

    /// <summary>A window in 0.1, none in later ones. llama.cpp writes it as a Llama.</summary>
    public static LlamaKind Mistral { get; } = new()
    {
        Name = "Mistral",
        ModelType = "mistral",
        Classes = ["MistralForCausalLM"],
        ContextAbsent = 131_072,
        KeyHeadsAbsent = 8,
        Biases = LlamaBiases.None,
        Layout = LlamaLayouts.Windowed(absent: 4096),
    };

    /// <summary>Qwen 2 and 2.5.</summary>
    public static LlamaKind Qwen2 { get; } = new()
    {
        Name = "Qwen2",
        ModelType = "qwen2",
        Classes = ["Qwen2ForCausalLM"],
        ContextAbsent = 32_768,
        KeyHeadsAbsent = 32,
        Biases = LlamaBiases.QueriesKeysValues,
        Layout = LlamaLayouts.WindowedAbove,
        Gguf = new("qwen2", GgufNames.Llama),
    };

    public static LlamaKind Qwen3 { get; } = new()
    {
        Name = "Qwen3",
        ModelType = "qwen3",
        Classes = ["Qwen3ForCausalLM"],
        ContextAbsent = 32_768,
        HeadWidthAbsent = 128,
        KeyHeadsAbsent = 32,
        HeadNorms = HeadNorms.ByHead,
        Layout = LlamaLayouts.WindowedAbove,
        Gguf = new("qwen3", GgufNames.LlamaWithHeadNorms),
    };

    public static LlamaKind SmolLm3 { get; } = new()
    {
        Name = "SmolLM3",
        ModelType = "smollm3",
        Classes = ["SmolLM3ForCausalLM"],
        ContextAbsent = 32_768,
        KeyHeadsAbsent = 4,
        TiedAbsent = true,
        Rope = RopeKeys.Usual with { BaseAbsent = 2_000_000 },
        ConfiguresMlpBias = true,
        Layout = LlamaLayouts.WithoutSomeRotary,
        Gguf = new("smollm3", GgufNames.Llama) { OrdersAdjacentPairs = true, Layout = LlamaLayouts.WithoutSomeRotaryInGguf },
    };

    public static LlamaKind Olmo2 { get; } = new()
    {
        Name = "OLMo 2",
        ModelType = "olmo2",
        Classes = ["Olmo2ForCausalLM"],
        EpsilonAbsent = 1e-5,
        Norms = LlamaNorms.Behind,
        HeadNorms = HeadNorms.Together,
        Gguf = new("olmo2", GgufNames.LlamaWithNormsBehind),
    };

    public static LlamaKind Phi3 { get; } = new()
    {
        Name = "Phi-3",
        ModelType = "phi3",
        Classes = ["Phi3ForCausalLM"],
        ContextAbsent = 4096,
        EpsilonAbsent = 1e-5,
        Biases = LlamaBiases.None,
        Fuses = true,
        Layout = LlamaLayouts.Windowed(absent: null),
        Ignored = IgnoredKeys.Phi3,
        Gguf = new("phi3", GgufNames.LlamaFused) { Layout = LlamaLayouts.WindowedInGguf },
    };

    public static LlamaKind Gemma2 { get; } = new()
    {
        Name = "Gemma 2",
        ModelType = "gemma2",
        Classes = ["Gemma2ForCausalLM"],
        ContextAbsent = 8192,
        HeadWidthAbsent = 256,
        KeyHeadsAbsent = 4,
        TiedAbsent = true,
        ActivationKey = "hidden_activation",
        ActivationAbsent = Activation.GeluTanh,
        Norms = LlamaNorms.Both,
        AddsOneToGains = true,
        ScalesEmbedding = true,
        QueryScalarAbsent = 256,
        ConfiguresCaps = true,
        ScoreCapAbsent = 50,
        LogitCapAbsent = 30,
        Layout = LlamaLayouts.Alternating,
        Ignored = IgnoredKeys.Gemma,
        Gguf = new("gemma2", GgufNames.LlamaWithNormsBehind)
        {
            Layout = LlamaLayouts.AlternatingInGguf,
            QueryScalar = info => info.Layers == 46 ? (double)info.DModel / info.Heads : info.DHead, // the 27B's own
        },
    };

    public static LlamaKind Gemma3 { get; } = Gemma2 with
    {
        Name = "Gemma 3",
        ModelType = "gemma3_text",
        Classes = ["Gemma3ForCausalLM"],
        Gguf = new("gemma3", GgufNames.LlamaWithNormsBehind)
        {
            Layout = LlamaLayouts.WindowedWithOwnRotaryInGguf,
            QueryScalar = info => info.Layers == 62 ? (double)info.DModel / info.Heads : info.DHead, // the 27B's own
        },
        ContextAbsent = 131_072,
        HeadNorms = HeadNorms.ByHead,
        ScoreCapAbsent = null,
        LogitCapAbsent = null,
        Rope = RopeKeys.Usual with { BaseAbsent = 1_000_000 },
        Layout = LlamaLayouts.WindowedWithOwnRotary,
    };

    public static ImmutableArray<LlamaKind> All { get; } = [Llama, Mistral, Qwen2, Qwen3, SmolLm3, Olmo2, Phi3, Gemma2, Gemma3];
}
