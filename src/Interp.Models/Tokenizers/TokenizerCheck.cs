using Interp.Core.Tokens;
using Interp.Models.Checkpoints;

namespace Interp.Models.Tokenizers;

/// <summary>Checks that a tokenizer is whole and fits its model.</summary>
internal static class TokenizerCheck
{
    private const string Probe = "Hello, world! It's 1234\n  <tag>\t\"quoted\" (a+b)";

    /// <summary>
    /// The tokenizer as the model can use it. Added tokens at its end for which the model has no row, such as padding that a
    /// fine-tune defined and never trained, are left out; nothing else may be without a row.
    /// </summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="tokenizerIn">Where it came from, for the message.</param>
    /// <param name="modelRows">Rows of the model's embedding; may exceed the vocabulary (padding).</param>
    /// <param name="sizesIn">What states them, for the message.</param>
    /// <exception cref="InvalidDataException">The model has no row for a token of plain text, or for the one before every text.</exception>
    public static ITokenizer Fit(ITokenizer tokenizer, string tokenizerIn, int modelRows, string sizesIn)
    {
        if (tokenizer.VocabularySize <= modelRows)
            return tokenizer;
        var surplus = Enumerable.Range(modelRows, tokenizer.VocabularySize - modelRows);
        if (tokenizer is PipelineTokenizer pipeline && surplus.All(pipeline.IsAdded) && !(tokenizer.BeginningOfSequence >= modelRows))
            return new TrimmedTokenizer(tokenizer, modelRows);

        throw Malformed.Data(
            $"The tokenizer of {tokenizerIn} has {tokenizer.VocabularySize} tokens, but {sizesIn} gives the model {modelRows} rows: they do not belong together. "
            + "Take the tokenizer that this model was trained with, resize the model's embedding in Python (resize_token_embeddings) if it was trained with this one, or load with WithTokenizer = false.");
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
            throw Malformed.Data(
                $"{source}: the tokenizer does not give back a plain text: expected '{Probe}', found '{decoded}'. "
                + "Its vocabulary or merges are damaged.");
        }
    }
}
