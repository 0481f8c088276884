using System.Text.RegularExpressions;
using Interp.Core.Tokens;

namespace Interp.Core.Tests.Prompts;

/// <summary>As GPT-2's tokenizer treats line ends: two are one token before a space or at the end, else two tokens.</summary>
internal sealed partial class PairedLineTokenizer : ITokenizer
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

    [GeneratedRegex(@" ?\w+| ?[^\w\s]+|\n\n(?=\s|$)|\s")]
    private static partial Regex Token();
}
