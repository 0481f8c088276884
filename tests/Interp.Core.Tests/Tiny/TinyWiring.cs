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

    public double Scale { get; init; } = Math.Pow(DHead, -0.5);

    public Activation Activation { get; init; } = Activation.Gelu;

    /// <summary>Every kind of part at least once; the first five are wired like the architectures they are named after.</summary>
    public static IReadOnlyList<TinyWiring> All { get; } =
    [
        new("gpt2") { Fused = QkvLayout.QThenKThenV, Activation = Activation.GeluTanh, IsTied = true },
        new("gptj") { Residual = Residual.Parallel, SharesNorm = true, Rotary = RotaryPairs.Adjacent, RotaryWidth = 4, Activation = Activation.GeluTanh, UnembedsWithBias = true },
        new("neox") { Residual = Residual.Parallel, Fused = QkvLayout.PerHead, Rotary = RotaryPairs.SplitHalves, RotaryWidth = 2 },
        new("neox-sequential") { Fused = QkvLayout.PerHead, Rotary = RotaryPairs.SplitHalves, Activation = Activation.GeluFast },
        new("llama-gqa") { KvHeads = 2, Rotary = RotaryPairs.SplitHalves, IsGated = true, HasRmsNorm = true, HasBiases = false, Activation = Activation.Silu },
        new("multi-query") { Residual = Residual.Parallel, KvHeads = 1, IsGated = true, HasRmsNorm = true, Scale = 0.31, Activation = Activation.Relu },
    ];

    public static TheoryData<string> Names => [.. All.Select(wiring => wiring.Name)];

    public static TinyWiring Named(string name) => All.Single(wiring => wiring.Name == name);
}
