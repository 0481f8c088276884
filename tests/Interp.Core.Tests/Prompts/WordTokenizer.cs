using System.Text.RegularExpressions;
using Interp.Core.Tokens;

namespace Interp.Core.Tests.Prompts;

/// <summary>Words with the space before them, marks and line ends as tokens; ids by hash. No model has it.</summary>
internal sealed partial class WordTokenizer(int? first = null) : ITokenizer
{
    public int VocabularySize => 1 << 30;

    public int? BeginningOfSequence => first;

    public TokenizedText Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = Token().Matches(text);
        return new TokenizedText(
            [.. tokens.Select(token => Id(token.Value))],
            [.. tokens.Select(token => new CharSpan(token.Index, token.Index + token.Length))]);
    }

    public string Decode(IReadOnlyList<int> ids) => throw new NotSupportedException();

    public static int Id(string token) => token.Aggregate(17, (hash, character) => ((hash * 31) + character) & 0x3FFFFFFF);

    [GeneratedRegex(@" ?\w+| ?[^\w\s]+|\s+")]
    private static partial Regex Token();
}
