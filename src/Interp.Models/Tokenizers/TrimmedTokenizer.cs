using Interp.Core.Tokens;

namespace Interp.Models.Tokenizers;

/// <summary>
/// A tokenizer whose last added tokens the model has no rows for: it knows the model's tokens only, and refuses texts that
/// hold one of the others.
/// </summary>
/// <param name="whole">The tokenizer as its file has it.</param>
/// <param name="rows">Rows of the model's embedding.</param>
internal sealed class TrimmedTokenizer(ITokenizer whole, int rows) : ITokenizer
{
    /// <inheritdoc/>
    public int VocabularySize => rows;

    /// <inheritdoc/>
    public int? BeginningOfSequence => whole.BeginningOfSequence;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The text holds an added token for which the model has no row.</exception>
    public TokenizedText Encode(string text)
    {
        var tokens = whole.Encode(text);
        foreach (var id in tokens.Ids)
        {
            if (id >= rows)
                throw new ArgumentException($"The text holds '{whole.Decode([id])}', token {id} of the tokenizer, for which the model has no row: its embedding ends at {rows - 1}. Take the token out of the text, or resize the model's embedding in Python and save it.", nameof(text));
        }

        return tokens;
    }

    /// <inheritdoc/>
    public string Decode(IReadOnlyList<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        foreach (var id in ids)
        {
            if (id < 0 || id >= rows)
                throw new ArgumentOutOfRangeException(nameof(ids), id, $"Token ids are 0 to {rows - 1}.");
        }

        return whole.Decode(ids);
    }
}
