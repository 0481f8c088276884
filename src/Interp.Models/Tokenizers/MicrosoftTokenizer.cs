using Interp.Core.Tokens;
using Microsoft.ML.Tokenizers;

namespace Interp.Models.Tokenizers;

/// <summary>Any tokenizer of Microsoft.ML.Tokenizers as an <see cref="ITokenizer"/>, for models whose family this library does not read.</summary>
/// <remarks>
/// Whether its ids are the model's is for the caller to make sure; those of <see cref="PretrainedTokenizer"/> are checked. A
/// tokenizer that rewrites the text it encodes is refused, since its offsets then are not those of the text.
/// </remarks>
public sealed class MicrosoftTokenizer : ITokenizer
{
    private readonly Tokenizer _tokenizer;

    /// <summary>Wraps a tokenizer.</summary>
    /// <param name="tokenizer">The tokenizer; must not add tokens of its own before or after a text.</param>
    /// <param name="vocabularySize">Number of ids it knows, which its base class does not tell.</param>
    /// <param name="beginningOfSequence">The token that the model expects before every text, or null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size that is not positive, or a token beyond it.</exception>
    public MicrosoftTokenizer(Tokenizer tokenizer, int vocabularySize, int? beginningOfSequence = null)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(vocabularySize);
        if (beginningOfSequence is { } id && (id < 0 || id >= vocabularySize))
            throw new ArgumentOutOfRangeException(nameof(beginningOfSequence), id, $"Token ids are 0 to {vocabularySize - 1}.");

        _tokenizer = tokenizer;
        VocabularySize = vocabularySize;
        BeginningOfSequence = beginningOfSequence;
    }

    /// <inheritdoc/>
    public int VocabularySize { get; }

    /// <inheritdoc/>
    public int? BeginningOfSequence { get; }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The tokenizer rewrites this text before it encodes it.</exception>
    public TokenizedText Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = _tokenizer.EncodeToTokens(text, out var normalized);
        if (normalized is not null && normalized != text)
        {
            throw new NotSupportedException(
                $"{_tokenizer.GetType().Name} rewrites the text before it encodes it, so its offsets are not those of the text. "
                + "Take one without a normalizer, and normalise the text yourself.");
        }

        return new TokenizedText(
            [.. tokens.Select(token => token.Id)],
            [.. tokens.Select(token => Whole(text, token.Offset.Start.GetOffset(text.Length), token.Offset.End.GetOffset(text.Length)))]);
    }

    /// <inheritdoc/>
    public string Decode(IReadOnlyList<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        foreach (var id in ids)
        {
            if (id < 0 || id >= VocabularySize)
                throw new ArgumentOutOfRangeException(nameof(ids), id, $"Token ids are 0 to {VocabularySize - 1}.");
        }

        return _tokenizer.Decode(ids) ?? "";
    }

    /// <summary>A token of some bytes of a character covers the character: no span begins or ends inside a surrogate pair.</summary>
    private static CharSpan Whole(string text, int start, int end) =>
        new(IsInsidePair(text, start) ? start - 1 : start, IsInsidePair(text, end) ? end + 1 : end);

    private static bool IsInsidePair(string text, int at) => at > 0 && at < text.Length && char.IsSurrogatePair(text[at - 1], text[at]);
}
