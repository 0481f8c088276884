using Interp.Core.Tokens;

namespace Interp.Datasets.Tests;

/// <summary>Encodes a text once: the settings of a benchmark show the same correct prompts, and tokenizers are tested elsewhere.</summary>
internal sealed class RememberingTokenizer(ITokenizer inner) : ITokenizer
{
    private readonly Dictionary<string, TokenizedText> _known = new(StringComparer.Ordinal);

    public int VocabularySize => inner.VocabularySize;

    public int? BeginningOfSequence => inner.BeginningOfSequence;

    public TokenizedText Encode(string text) => _known.TryGetValue(text, out var known) ? known : _known[text] = inner.Encode(text);

    public string Decode(IReadOnlyList<int> ids) => inner.Decode(ids);
}
