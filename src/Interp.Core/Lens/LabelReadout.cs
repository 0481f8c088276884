using static TorchSharp.torch;

namespace Interp.Core.Lens;

/// <summary>What a readout says of the labels, as plain numbers.</summary>
/// <param name="readout">The lens.</param>
/// <param name="labelTokens">The token that stands for each label.</param>
/// <param name="fullVocabulary">Also the normalizer over the whole vocabulary.</param>
internal sealed class LabelReadout(IReadout readout, IReadOnlyList<int> labelTokens, bool fullVocabulary)
{
    public bool FullVocabulary => fullVocabulary;

    /// <summary>Logits [row, label], and log-sum-exp over the vocabulary [row] if asked for.</summary>
    /// <param name="stream">[batch, token, d_model]</param>
    /// <param name="state">Which state it is.</param>
    public (float[] Logits, float[]? LogNormalizers) Read(Tensor stream, int state)
    {
        using var scope = NewDisposeScope();
        var normalized = readout.Normalized(stream, state).flatten(0, 1); // [row, d_model]
        var labels = readout.Unembedding.LogitsOf(normalized, labelTokens); // [row, label]
        if (!fullVocabulary)
            return (Numbers(labels), null);

        // The labels are words of the vocabulary: rounding must not make their sum exceed the whole.
        var all = maximum(readout.Unembedding.LogSumExp(normalized), labels.logsumexp(-1)); // [row]
        return (Numbers(labels), Numbers(all));
    }

    private static float[] Numbers(Tensor tensor) => tensor.to(float32).cpu().contiguous().data<float>().ToArray();
}
