using System.Collections.Immutable;
using Interp.Models.Tokenizers.Text;
using Interp.Models.Tokenizers.Words;

namespace Interp.Models.Tokenizers.Reading;

/// <summary>How pieces are cut into words.</summary>
internal sealed record PreTokenizer
{
    /// <summary>No cut at all.</summary>
    public static PreTokenizer None { get; } = new();

    /// <summary>Whether words are then taken as bytes.</summary>
    public bool IsByteLevel { get; init; }

    /// <summary>Rewritings of a piece before it is cut.</summary>
    public ImmutableArray<TextStep> Steps { get; init; } = [];

    /// <summary>The cuts.</summary>
    public ImmutableArray<WordScanner> Scanners { get; init; } = [];

    /// <summary>Byte level with the given cuts.</summary>
    public static PreTokenizer ByteLevel(params ImmutableArray<WordScanner> scanners) =>
        new() { IsByteLevel = true, Scanners = scanners };

    /// <summary>This, then <paramref name="next"/> on every word of this.</summary>
    public PreTokenizer Then(PreTokenizer next) => new()
    {
        IsByteLevel = next.IsByteLevel,
        Steps = Steps.AddRange(next.Steps),
        Scanners = Scanners.AddRange(next.Scanners),
    };
}
