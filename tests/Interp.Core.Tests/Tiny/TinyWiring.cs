using Interp.Core.Transformer;

namespace Interp.Core.Tests.Tiny;

/// <summary>A choice of parts. Sizes are all different, so that swapped axes show.</summary>
/// <param name="Name">For test names.</param>
public sealed record TinyWiring(string Name)
{
    public const int Layers = 3;
    public const int DModel = 20;
    public const int Heads = 4;
    public const int DHead = 6;
    public const int DMlp = 28;
    public const int DVocab = 37;
    public const int Context = 48;

    public Residual Residual { get; init; } = Residual.Sequential;

    /// <summary>Attention and MLP read one norm.</summary>
    public bool SharesNorm { get; init; }

    /// <summary>Order of a fused projection's rows; null for three matrices.</summary>
    public QkvLayout? Fused { get; init; }

    public int KvHeads { get; init; } = Heads;

    /// <summary>Null for a learned table of positions.</summary>
    public RotaryPairs? Rotary { get; init; }

    public int RotaryWidth { get; init; } = DHead;

    public bool IsGated { get; init; }

    public bool HasRmsNorm { get; init; }

    public bool HasBiases { get; init; } = true;

    public bool UnembedsWithBias { get; init; }

    public bool IsTied { get; init; }

    /// <summary>Norms before attention and MLP.</summary>
    public bool HasNormsBefore { get; init; } = true;

    /// <summary>Norms behind attention and MLP.</summary>
    public bool HasNormsBehind { get; init; }

    /// <summary>Width of the norms of queries and keys in heads: 1, or all; null for none.</summary>
    public int? HeadsOfQueryNorm { get; init; }

    /// <summary>Blocks 0, 2, … see this many tokens, the others all.</summary>
    public int? Window { get; init; }

    public double? ScoreCap { get; init; }

    public double? LogitCap { get; init; }

    public double EmbeddingScale { get; init; } = 1;

    /// <summary>Whether blocks 1, 3, … do not rotate.</summary>
    public bool SkipsRotary { get; init; }

    public double Scale { get; init; } = Math.Pow(DHead, -0.5);

    public Activation Activation { get; init; } = Activation.Gelu;

    /// <summary>Every kind of part at least once; all but multi-query are wired like the architectures they are named after.</summary>
    public static IReadOnlyList<TinyWiring> All { get; } =
    [
        new("gpt2") { Fused = QkvLayout.QThenKThenV, Activation = Activation.GeluTanh, IsTied = true },
        new("gptj") { Residual = Residual.Parallel, SharesNorm = true, Rotary = RotaryPairs.Adjacent, RotaryWidth = 4, Activation = Activation.GeluTanh, UnembedsWithBias = true },
        new("neox") { Residual = Residual.Parallel, Fused = QkvLayout.PerHead, Rotary = RotaryPairs.SplitHalves, RotaryWidth = 2 },
        new("neox-sequential") { Fused = QkvLayout.PerHead, Rotary = RotaryPairs.SplitHalves, Activation = Activation.GeluFast },
        new("llama-gqa") { KvHeads = 2, Rotary = RotaryPairs.SplitHalves, IsGated = true, HasRmsNorm = true, HasBiases = false, Activation = Activation.Silu },
        new("gemma")
        {
            KvHeads = 2, Rotary = RotaryPairs.SplitHalves, IsGated = true, HasRmsNorm = true, HasBiases = false, Activation = Activation.GeluTanh, HasNormsBehind = true, HeadsOfQueryNorm = 1,
            Window = 3, ScoreCap = 1.5, LogitCap = 4, EmbeddingScale = 1.7, Scale = 0.31, IsTied = true,
        },
        new("olmo2") { KvHeads = 2, Rotary = RotaryPairs.SplitHalves, SkipsRotary = true, IsGated = true, HasRmsNorm = true, Activation = Activation.Silu, HasNormsBefore = false, HasNormsBehind = true, HeadsOfQueryNorm = Heads },
        new("multi-query") { Residual = Residual.Parallel, KvHeads = 1, IsGated = true, HasRmsNorm = true, Scale = 0.31, Activation = Activation.Relu },
    ];

    public static TheoryData<string> Names => [.. All.Select(wiring => wiring.Name)];

    public static TinyWiring Named(string name) => All.Single(wiring => wiring.Name == name);
}
