using System.Collections.Immutable;
using Interp.Core.Lens;
using Interp.Core.Metrics;
using Interp.Core.Prompts;

namespace Interp.Core.Statistics;

/// <summary>
/// Bootstrap draws of calibrated accuracy and of the permuted score (paper, sections 1.4 and 1.5). The thresholds are
/// quantiles over the prompts and vary with them, so that each draw takes its own.
/// </summary>
public static class CalibratedBootstrap
{
    /// <summary>Calibrated accuracy of both kinds of prompts, on the same draws.</summary>
    /// <param name="reading">A logit-lens reading.</param>
    /// <param name="resamples">The draws of its pairs of prompts.</param>
    /// <exception cref="ArgumentException">Draws of another number of prompts.</exception>
    public static ByKind<BootstrappedScores> Accuracy(LensReading reading, Resamples resamples)
    {
        ArgumentNullException.ThrowIfNull(reading);
        return reading.Scores.Select((kind, scores) => Of(scores, [.. reading.Prompts.Prompts(kind).Select(prompt => prompt.Classes)], resamples));
    }

    /// <summary>Permuted score of both kinds of prompts, on the same draws, always at the label that the false prompt of the pair shows.</summary>
    /// <param name="reading">A logit-lens reading.</param>
    /// <param name="resamples">The draws of its pairs of prompts.</param>
    /// <exception cref="ArgumentException">Draws of another number of prompts.</exception>
    public static ByKind<BootstrappedScores> PermutedScore(LensReading reading, Resamples resamples)
    {
        ArgumentNullException.ThrowIfNull(reading);
        var shown = reading.Prompts.Prompts(PromptKind.False);
        return reading.Scores.Select((_, scores) => Of(scores, [.. shown.Select(prompt => prompt.Shown)], resamples));
    }

    /// <summary>How often a label stands above its own threshold, at any labels.</summary>
    /// <param name="scores">Label scores of prompts of one kind; thresholds are taken over the drawn ones of these prompts.</param>
    /// <param name="labels">The label to look at, by prompt and demonstration.</param>
    /// <param name="resamples">The draws of these prompts.</param>
    /// <exception cref="ArgumentException">A prompt without a label at some demonstration, a label that has no scores, or draws of another number of prompts.</exception>
    public static BootstrappedScores Of(LabelScores scores, IReadOnlyList<ImmutableArray<int>> labels, Resamples resamples)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(resamples);
        LabelScore.RequireLabels(scores, labels);
        resamples.Require(scores.Prompts, nameof(scores));
        var shareOf = CalibratedIndicator.ShareOf(scores);
        return new(scores.Shape, (state, demonstration) => Cell(state, demonstration));

        Bootstrapped Cell(int state, int demonstration)
        {
            var shares = new double[scores.Prompts];
            var above = new SortedShares[scores.Labels];
            for (var label = 0; label < above.Length; label++)
            {
                for (var prompt = 0; prompt < shares.Length; prompt++)
                    shares[prompt] = shareOf(prompt, state, demonstration, label);
                above[label] = new SortedShares(shares, prompt => labels[prompt][demonstration] == label);
            }

            return CalibratedCell.Draw(above, resamples);
        }
    }
}
