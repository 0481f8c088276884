using System.Collections.Immutable;
using Interp.Core.Tokens;

namespace Interp.Core.Transformer;

public sealed partial class HookedTransformer
{
    /// <summary>A batch of texts, tokenised as the model wants them: led by the beginning-of-sequence token where it has one.</summary>
    /// <param name="texts">One or more texts.</param>
    /// <exception cref="ArgumentException">A text without tokens.</exception>
    /// <exception cref="InvalidOperationException">The model was built without a tokenizer.</exception>
    public Batches.Batch Batch(params IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var tokenizer = Tokenizer;
        return Batches.Batch.Of(texts.Select((text, index) =>
        {
            var ids = tokenizer.Encode(text).Ids;
            ImmutableArray<int> tokens = tokenizer.BeginningOfSequence is { } first ? ids.Insert(0, first) : ids;
            return tokens.IsEmpty ? throw new ArgumentException($"Text {index} is empty, and the model leads texts by no token of its own.", nameof(texts)) : new MarkedTokens(tokens);
        }));
    }
}
