using System.Text.RegularExpressions;
using Interp.Core.Tokens;

namespace Interp.Core.Tests.Prompts;

/// <summary>Words and runs of marks as tokens; a run of colons falls apart before " yes". No model has it.</summary>
internal sealed partial class SplittingTokenizer : ITokenizer
{
    public int VocabularySize => 1 << 30;

    public int? BeginningOfSequence => null;

    public TokenizedText Encode(string text)
    {
        var tokens = Token().Matches(text);
        return new TokenizedText(
            [.. tokens.Select(token => WordTokenizer.Id(token.Value))],
            [.. tokens.Select(token => new CharSpan(token.Index, token.Index + token.Length))]);
    }

    public string Decode(IReadOnlyList<int> ids) => throw new NotSupportedException();

    [GeneratedRegex(@":(?=:* yes)|:+| ?\w+| ?[^\w\s:]+|\s+")]
    private static partial Regex Token();
}
