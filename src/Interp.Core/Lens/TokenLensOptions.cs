using System.Collections.Immutable;

namespace Interp.Core.Lens;

/// <summary>What is read of any text.</summary>
public sealed record TokenLensOptions
{
    private readonly int _top = 5;

    /// <summary>Five tokens of every state, and the token that follows.</summary>
    public static TokenLensOptions Default { get; } = new();

    /// <summary>How many of the likeliest tokens.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than one.</exception>
    public int Top
    {
        get => _top;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _top = value;
        }
    }

    /// <summary>Which states; null for all. 0 is the embedding, k the stream after block k-1.</summary>
    public ImmutableArray<int>? States { get; init; }

    /// <summary>The token that is looked for, given the prompt's index and the token's; null for the one that follows in the text, which the last token lacks.</summary>
    public Func<int, int, int?>? Target { get; init; }

    /// <summary>Another lens than the logit lens; null for that.</summary>
    public IReadout? Readout { get; init; }
}
