using System.Collections.Immutable;

namespace Interp.Models;

/// <summary>Sizes of a tiny model.</summary>
public sealed record TinyOptions
{
    /// <summary>Four blocks of width 48 with 4 heads.</summary>
    public static TinyOptions Default { get; } = new();

    /// <summary>Which weights are drawn; equal seeds give equal weights on every machine.</summary>
    public ulong Seed { get; init; }

    /// <summary>Number of blocks.</summary>
    public int Layers { get; init; } = 4;

    /// <summary>Width of the residual stream; a multiple of twice the heads.</summary>
    public int DModel { get; init; } = 48;

    /// <summary>Attention heads a block.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>Heads that keep keys and values, a divisor of <see cref="Heads"/>. For Llama only; the others have as many as heads.</summary>
    public int KvHeads { get; init; } = 2;

    /// <summary>Width of the MLP's inner layer.</summary>
    public int DMlp { get; init; } = 80;

    /// <summary>Most tokens of a prompt.</summary>
    public int ContextLength { get; init; } = 256;

    /// <summary>Words that are one token each, with a space before them; see <see cref="TinyTokenizer"/>.</summary>
    public ImmutableArray<string> Words { get; init; } = TinyTokenizer.DefaultWords;

    /// <exception cref="ArgumentException">Sizes that make no transformer.</exception>
    internal void Check(TinyArchitecture architecture)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Layers);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(DModel);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Heads);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(KvHeads);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(DMlp);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ContextLength);
        if (DModel % (2 * Heads) != 0)
            throw new ArgumentException($"{nameof(DModel)} is {DModel}; expected a multiple of {2 * Heads}, twice the heads: rotary positions turn pairs.");
        if (architecture == TinyArchitecture.Llama && Heads % KvHeads != 0)
            throw new ArgumentException($"{nameof(KvHeads)} is {KvHeads}; expected a divisor of the {Heads} heads.");
    }
}
