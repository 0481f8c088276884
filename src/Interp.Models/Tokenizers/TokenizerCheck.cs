using Interp.Core.Tokens;

namespace Interp.Models.Tokenizers;

/// <summary>Checks that a tokenizer is whole and fits its model.</summary>
internal static class TokenizerCheck
{
    private const string Probe = "Hello, world! It's 1234\n  <tag>\t\"quoted\" (a+b)";

    /// <summary>Throws where the tokenizer knows ids for which the model has no row.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="tokenizerIn">Where it came from, for the message.</param>
    /// <param name="modelRows">Rows of the model's embedding; may exceed the vocabulary (padding).</param>
    /// <param name="sizesIn">What states them, for the message.</param>
    /// <exception cref="InvalidDataException">The tokenizer has more tokens than the model has rows.</exception>
    public static void Fits(ITokenizer tokenizer, string tokenizerIn, int modelRows, string sizesIn)
    {
        if (tokenizer.VocabularySize > modelRows)
        {
            throw new InvalidDataException(
                $"The tokenizer of {tokenizerIn} has {tokenizer.VocabularySize} tokens, but {sizesIn} gives the model {modelRows} rows: they do not belong together. "
                + "Put the tokenizer that was saved with this model in its place, or load with WithTokenizer = false.");
        }
    }

    /// <summary>Encodes and decodes a text of ASCII that every vocabulary must give back.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="source">Where it came from, for the message.</param>
    /// <exception cref="InvalidDataException">The text comes back changed.</exception>
    public static void RoundTrips(ITokenizer tokenizer, string source)
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
