using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Lens;

/// <summary>What a readout says of the labels, as plain numbers.</summary>
/// <remarks>
/// What the whole vocabulary says waits until there are rows enough to make one product of them, or until it is asked for:
/// a few rows at a time would read the unembedding anew for each state.
/// </remarks>
/// <param name="readout">The lens.</param>
/// <param name="labelTokens">The token that stands for each label.</param>
/// <param name="fullVocabulary">Also the normalizer over the whole vocabulary.</param>
internal sealed class LabelReadout(IReadout readout, IReadOnlyList<int> labelTokens, bool fullVocabulary)
{
    private const long EnoughRows = 2048;

    private readonly List<Waiting> _waiting = [];

    public bool FullVocabulary => fullVocabulary;

    /// <summary>Logits [row, label], and what the vocabulary says [row] if asked for.</summary>
    /// <param name="stream">[batch, token, d_model]</param>
    /// <param name="state">Which state it is.</param>
    /// <param name="write">Gets them, at once or at the latest in <see cref="Finish"/>.</param>
    public void Read(Tensor stream, int state, Action<float[], VocabularyScores?> write)
    {
        using var scope = NewDisposeScope();
        var normalized = readout.Normalized(stream, state).flatten(0, 1); // [row, d_model]
        var labels = readout.Unembedding.LogitsOf(normalized, labelTokens); // [row, label]
        if (!fullVocabulary)
        {
            write(Numbers(labels), null);
            return;
        }

        _waiting.Add(new Waiting(normalized.DetachFromDisposeScope(), labels.DetachFromDisposeScope(), write));
        if (_waiting.Sum(one => one.Labels.shape[0]) >= EnoughRows)
            Finish();
    }

    /// <summary>Reads all that waits.</summary>
    public void Finish()
    {
        if (_waiting.Count == 0)
            return;
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Waiting[] all = [.. _waiting];
        _waiting.Clear();
        foreach (var one in all)
        {
            scope.Attach(one.Normalized);
            scope.Attach(one.Labels);
        }

        var labels = cat([.. all.Select(one => one.Labels)], 0); // [row, label]
        var (normalizers, others) = Vocabulary(cat([.. all.Select(one => one.Normalized)], 0), labels);
        var first = 0;
        foreach (var one in all)
        {
            var rows = first..(first += (int)one.Labels.shape[0]);
            one.Write(Numbers(one.Labels), new VocabularyScores(normalizers[rows], others[rows]));
        }
    }

    /// <summary>The whole vocabulary, some words at a time: its normalizer, and the largest logit of a word that is no label.</summary>
    private (float[] Normalizers, float[] LargestOthers) Vocabulary(Tensor normalized, Tensor labels)
    {
        var largestLabel = labels.amax([1L]); // [row]
        var sums = new List<Tensor> { labels.logsumexp(-1) };
        var largest = new List<Tensor>();
        using var outer = NewDisposeScope();
        readout.Unembedding.ForEachChunk(normalized, (first, logits) =>
        {
            foreach (var label in labelTokens.Distinct().Where(token => token >= first && token < first + logits.shape[1]))
                logits.select(1, label - first).Hide();
            var top = logits.amax([1L]);               // [row]
            var shift = maximum(top, largestLabel);    // finite even where all words here are labels
            logits.Accumulate(shift.neg().unsqueeze(1));
            sums.Add(logits.exp_().sum(1).log().Plus(shift).MoveToOtherDisposeScope(outer));
            largest.Add(top.MoveToOtherDisposeScope(outer));
        });

        return (Numbers(stack(sums, 0).logsumexp(0)), Numbers(stack(largest, 0).amax([0L])));
    }

    private static float[] Numbers(Tensor tensor) => tensor.to(float32).cpu().contiguous().data<float>().ToArray();

    /// <summary>Rows that wait for the vocabulary.</summary>
    private sealed record Waiting(Tensor Normalized, Tensor Labels, Action<float[], VocabularyScores?> Write);
}
