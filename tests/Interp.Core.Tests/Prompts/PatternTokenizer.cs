using System.Text.RegularExpressions;
using Interp.Core.Tokens;

namespace Interp.Core.Tests.Prompts;

/// <summary>What a pattern matches is a token; ids by hash. No model has it.</summary>
internal sealed partial class PatternTokenizer(Regex pattern, int? first = null) : ITokenizer
{
    /// <summary>As GPT-2's tokenizer treats line ends: two are one token before a space or at the end, else two tokens.</summary>
    public static PatternTokenizer PairedLines { get; } = new(PairedLine());

    /// <summary>A run of colons falls apart before " yes".</summary>
    public static PatternTokenizer Splitting { get; } = new(Split());

    public int VocabularySize => 1 << 30;

    public int? BeginningOfSequence => first;

    /// <summary>Words with the space before them, marks and line ends as tokens.</summary>
    /// <param name="first">The token that leads every text; null for none.</param>
    public static PatternTokenizer Words(int? first = null) => new(Word(), first);

    public static int Id(string token) => token.Aggregate(17, (hash, character) => ((hash * 31) + character) & 0x3FFFFFFF);

    public TokenizedText Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = pattern.Matches(text);
        return new TokenizedText(
            [.. tokens.Select(token => Id(token.Value))],
            [.. tokens.Select(token => new CharSpan(token.Index, token.Index + token.Length))]);
    }

    public string Decode(IReadOnlyList<int> ids) => string.Join(" ", ids.Select(id => $"#{id}"));

    [GeneratedRegex(@" ?\w+| ?[^\w\s]+|\s+")]
    private static partial Regex Word();

    [GeneratedRegex(@" ?\w+| ?[^\w\s]+|\n\n(?=\s|$)|\s")]
    private static partial Regex PairedLine();

    [GeneratedRegex(@":(?=:* yes)|:+| ?\w+| ?[^\w\s:]+|\s+")]
    private static partial Regex Split();
}
