using System.Collections.Immutable;

namespace Interp.Core.Tokens;

/// <summary>The ids of a text and, for each, the characters it came from.</summary>
/// <param name="Ids">Token ids in order.</param>
/// <param name="Spans">
/// For each token the UTF-16 characters of the input it covers. Tokens that share one character (the bytes of an emoji)
/// all cover that character.
/// </param>
public sealed record TokenizedText(ImmutableArray<int> Ids, ImmutableArray<CharSpan> Spans)
{
    /// <summary>Number of tokens.</summary>
    public int Count => Ids.Length;
}
