using System.Collections.Immutable;
using Interp.Core.Lens;

namespace Interp.Core.Metrics;

/// <summary>
/// Whether a label stands above its own threshold: the (n-1)/n quantile, over the prompts, of that label's share at the
/// same hidden index and position (paper, section 1.4, as the published code has it; the median where n = 2).
/// Shares are compared by their logarithms, which changes no comparison and keeps saturated shares apart.
/// </summary>
internal static class CalibratedIndicator
{
    /// <summary>1 above the threshold, 1/n on it, 0 below.</summary>
    /// <param name="scores">Label scores of prompts of one kind; thresholds are taken over these prompts.</param>
    /// <param name="labels">The label to look at, by prompt and position.</param>
    /// <param name="protocol">The paper's definitions or its code's behaviour.</param>
    /// <exception cref="ArgumentException">A prompt without a label at some position, or a label that has no scores.</exception>
    public static PromptScores Of(LabelScores scores, IReadOnlyList<ImmutableArray<int>> labels, Protocol protocol)
    {
        Check(scores, labels);
        Func<int, int, int, int, double> shareOf = protocol.AddsEpsilonToShares ? scores.PublishedShare : scores.LogShare;
        var shares = new double[scores.Labels][];
        var sorted = new double[scores.Prompts];
        return new PromptScores(scores.Prompts, scores.Layers, scores.Positions, (layer, position, values) =>
        {
            var thresholds = new double[scores.Labels];
            for (var y = 0; y < scores.Labels; y++)
            {
                var share = shares[y] ??= new double[scores.Prompts];
                for (var prompt = 0; prompt < scores.Prompts; prompt++)
                    share[prompt] = shareOf(prompt, layer, position, y);
                share.CopyTo(sorted, 0);
                Array.Sort(sorted);
                thresholds[y] = Quantile.Of(sorted, scores.Labels - 1, scores.Labels);
            }

            for (var prompt = 0; prompt < scores.Prompts; prompt++)
            {
                var y = labels[prompt][position];
                values.Span[prompt] = shares[y][prompt].CompareTo(thresholds[y]) switch
                {
                    > 0 => 1,
                    0 => 1.0 / scores.Labels,
                    < 0 => 0,
                };
            }
        });
    }

    private static void Check(LabelScores scores, IReadOnlyList<ImmutableArray<int>> labels)
    {
        if (scores.Prompts != labels.Count)
            throw new ArgumentException($"There are scores of {scores.Prompts} prompts, and {labels.Count} prompts.", nameof(labels));
        for (var prompt = 0; prompt < labels.Count; prompt++)
        {
            if (labels[prompt].Length != scores.Positions)
                throw new ArgumentException($"Prompt {prompt} has labels of {labels[prompt].Length} demonstrations, the scores have {scores.Positions} positions.", nameof(labels));
            foreach (var label in labels[prompt])
            {
                if ((uint)label >= (uint)scores.Labels)
                    throw new ArgumentException($"Prompt {prompt} names label {label}; there are scores of labels 0..{scores.Labels - 1}.", nameof(labels));
            }
        }
    }
}
