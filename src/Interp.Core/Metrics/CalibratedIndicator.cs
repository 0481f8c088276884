using System.Collections.Immutable;
using Interp.Core.Lens;

namespace Interp.Core.Metrics;

/// <summary>
/// Whether a label stands above its own threshold: the (n-1)/n quantile, over the prompts, of that label's share at the
/// same state and demonstration (paper, section 1.4, as the published code has it; the median where n = 2).
/// Shares are compared by their logarithms, which changes no comparison and keeps saturated shares apart.
/// </summary>
internal static class CalibratedIndicator
{
    /// <summary>1 above the threshold, 1/n on it, 0 below.</summary>
    /// <param name="scores">Label scores of prompts of one kind; thresholds are taken over these prompts.</param>
    /// <param name="labels">The label to look at, by prompt and demonstration.</param>
    /// <exception cref="ArgumentException">A prompt without a label at some demonstration, or a label that has no scores.</exception>
    public static PromptScores Of(LabelScores scores, IReadOnlyList<ImmutableArray<int>> labels)
    {
        LabelScore.RequireLabels(scores, labels);
        var shareOf = ShareOf(scores);
        var shares = new double[scores.Labels][];
        var sorted = new double[scores.Prompts];
        return PromptScores.Of(scores, (state, demonstration, values) =>
        {
            var thresholds = new double[scores.Labels];
            for (var y = 0; y < scores.Labels; y++)
            {
                var share = shares[y] ??= new double[scores.Prompts];
                for (var prompt = 0; prompt < scores.Prompts; prompt++)
                    share[prompt] = shareOf(prompt, state, demonstration, y);
                share.CopyTo(sorted, 0);
                Array.Sort(sorted);
                thresholds[y] = Quantile.Of(sorted, scores.Labels - 1, scores.Labels);
            }

            for (var prompt = 0; prompt < scores.Prompts; prompt++)
            {
                var y = labels[prompt][demonstration];
                values.Span[prompt] = shares[y][prompt].CompareTo(thresholds[y]) switch
                {
                    > 0 => 1,
                    0 => 1.0 / scores.Labels,
                    < 0 => 0,
                };
            }
        });
    }

    /// <summary>The share of a label, or its logarithm, at a prompt, state and demonstration, as the protocol of the scores has it.</summary>
    public static Func<int, int, int, int, double> ShareOf(LabelScores scores) => scores.Protocol.AddsEpsilonToShares ? scores.PublishedShare : scores.LogShare;
}
