using Interp.Core.Tokens;

namespace Interp.Models.Tokenizers;

/// <summary>Checks that a tokenizer is whole and fits its model.</summary>
public static class TokenizerCheck
{
    private const string Probe = "Hello, world! It's 1234\n  <tag>\t\"quoted\" (a+b)";

    /// <summary>Throws where the tokenizer knows ids for which the model has no embedding.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="modelRows">Rows of the model's embedding; may exceed the vocabulary (padding).</param>
    /// <exception cref="InvalidDataException">An id of the tokenizer is not below <paramref name="modelRows"/>.</exception>
    public static void Fits(ITokenizer tokenizer, int modelRows)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(modelRows);

        if (tokenizer.VocabularySize > modelRows)
        {
            throw new InvalidDataException(
                $"The tokenizer has {tokenizer.VocabularySize} tokens but the model embeds only {modelRows}: "
                + "they are not of the same model. Load the tokenizer that was saved with this model.");
        }
    }

    /// <summary>Encodes and decodes a text of ASCII that every vocabulary must give back.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="source">Where it came from, for the message.</param>
    /// <exception cref="InvalidDataException">The text comes back changed.</exception>
    internal static void RoundTrips(ITokenizer tokenizer, string source)
    {
        // Some families put a space before the text; decoding keeps it.
        string decoded = tokenizer.Decode(tokenizer.Encode(Probe).Ids).TrimStart(' ');
        if (decoded != Probe)
        {
            throw new InvalidDataException(
                $"{source}: the tokenizer does not give back a plain text: expected '{Probe}', found '{decoded}'. "
                + "Its vocabulary or merges are damaged.");
        }
    }
}
