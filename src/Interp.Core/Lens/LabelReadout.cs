using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Lens;

/// <summary>What a readout says of the labels, as plain numbers.</summary>
/// <param name="readout">The lens.</param>
/// <param name="labelTokens">The token that stands for each label.</param>
/// <param name="fullVocabulary">Also the normalizer over the whole vocabulary.</param>
internal sealed class LabelReadout(IReadout readout, IReadOnlyList<int> labelTokens, bool fullVocabulary)
{
    public bool FullVocabulary => fullVocabulary;

    /// <summary>Logits [row, label], and what the vocabulary says [row] if asked for.</summary>
    /// <param name="stream">[batch, token, d_model]</param>
    /// <param name="state">Which state it is.</param>
    public (float[] Logits, VocabularyScores? Vocabulary) Read(Tensor stream, int state)
    {
        using var scope = NewDisposeScope();
        var normalized = readout.Normalized(stream, state).flatten(0, 1); // [row, d_model]
        var labels = readout.Unembedding.LogitsOf(normalized, labelTokens); // [row, label]
        return (Numbers(labels), fullVocabulary ? Vocabulary(normalized, labels) : null);
    }

    /// <summary>The whole vocabulary, some words at a time.</summary>
    private VocabularyScores Vocabulary(Tensor normalized, Tensor labels)
    {
        var sums = new List<Tensor>();
        var largest = new List<Tensor>();
        readout.Unembedding.ForEachChunk(normalized, (first, logits) =>
        {
            sums.Add(logits.logsumexp(-1).DetachFromDisposeScope());
            foreach (var label in labelTokens.Where(token => token >= first && token < first + logits.shape[1]))
                logits.select(1, label - first).Hide();
            largest.Add(logits.amax([1L]).DetachFromDisposeScope());
        });

        using var scope = NewDisposeScope();
        foreach (var tensor in sums.Concat(largest))
            scope.Attach(tensor);
        // The labels are words of the vocabulary: rounding must not make their sum exceed the whole.
        var all = maximum(stack(sums, 0).logsumexp(0), labels.logsumexp(-1)); // [row]
        return new(Numbers(all), Numbers(stack(largest, 0).amax([0L])));
    }

    private static float[] Numbers(Tensor tensor) => tensor.to(float32).cpu().contiguous().data<float>().ToArray();
}
