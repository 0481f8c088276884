using System.Collections.Immutable;
using Interp.Core.Batches;
using static TorchSharp.torch;

namespace Interp.Core.Patching;

/// <summary>A clean and a corrupted prompt, and what is measured of them.</summary>
/// <param name="Clean">Tokens of the clean prompt.</param>
/// <param name="Corrupt">Tokens of the corrupted prompt, as many.</param>
/// <param name="Metric">From logits of one prompt, [token, d_vocab], to a number.</param>
public sealed record PatchPair(ImmutableArray<int> Clean, ImmutableArray<int> Corrupt, Func<Tensor, double> Metric)
{
    /// <summary>A clean and a corrupted prompt.</summary>
    /// <param name="clean">Tokens of the clean prompt.</param>
    /// <param name="corrupt">Tokens of the corrupted prompt, as many.</param>
    /// <param name="metric">From logits of one prompt, [token, d_vocab], to a number.</param>
    public PatchPair(IReadOnlyList<int> clean, IReadOnlyList<int> corrupt, Func<Tensor, double> metric)
        : this([.. clean], [.. corrupt], metric)
    {
    }

    /// <summary>The tokens whose logits the metric gets; fewer are computed faster.</summary>
    public Positions Logits { get; init; } = Positions.All;

    /// <summary>Throws where the two do not go together.</summary>
    /// <exception cref="ArgumentException">Prompts of different lengths.</exception>
    internal void Check()
    {
        if (Clean.Length != Corrupt.Length)
            throw new ArgumentException($"Patching needs prompts of the same length: the clean one has {Clean.Length} tokens, the corrupted one {Corrupt.Length}.");
    }
}
