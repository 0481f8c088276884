using Interp.Core.Lens;
using Interp.Core.Prompts;

namespace Interp.Core.Metrics;

/// <summary>
/// What a model predicts where it is shown half or all random labels: what it knows, a copy of what it was shown for the
/// class, the label it saw most, or something else. The shares of the four add up to 1.
/// </summary>
/// <remarks>The predicted label is the likeliest of the labels, uncalibrated; labels that tie for it share the prediction.</remarks>
public static class ErrorAnatomy
{
    /// <summary>For each prompt, state and demonstration the share of the prediction that is of one sort.</summary>
    /// <param name="scores">Label scores, in the order of the prompts.</param>
    /// <param name="prompts">The prompts.</param>
    /// <param name="sort">Which sort.</param>
    /// <exception cref="ArgumentException">Prompts of another protocol or number, or labels that have no scores.</exception>
    public static PromptScores Of(LabelScores scores, IReadOnlyList<Prompt> prompts, PredictedAs sort)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(prompts);
        LabelScore.RequireLabels(scores, [.. prompts.Select(prompt => prompt.Shown)]);
        var sorts = new Dictionary<(int Prompt, int Demonstration), PredictedAs[]>();
        return LabelScore.OfTrueLabel(scores, prompts, (prompt, state, demonstration, _) =>
        {
            if (!sorts.TryGetValue((prompt, demonstration), out var ofLabels))
                sorts[(prompt, demonstration)] = ofLabels = [.. Enumerable.Range(0, scores.Labels).Select(label => SortOf(prompts[prompt], demonstration, label, scores.Labels))];
            var logits = scores.Logits(prompt, state, demonstration);
            var largest = UncalibratedAccuracy.Largest(logits);
            var (tied, found) = (0, 0);
            for (var label = 0; label < logits.Length; label++)
            {
                if (logits[label] != largest)
                    continue;
                tied++;
                found += ofLabels[label] == sort ? 1 : 0;
            }

            return (double)found / tied;
        });
    }

    /// <summary>What a label would be as the prediction of a demonstration, by what the ones before it show.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="demonstration">Whose label is predicted.</param>
    /// <param name="label">The label.</param>
    /// <param name="labels">Number of labels.</param>
    public static PredictedAs SortOf(Prompt prompt, int demonstration, int label, int labels)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        var @class = prompt.Classes[demonstration];
        if (label == @class)
            return PredictedAs.Truth;
        return IsShownMost(earlier => prompt.Classes[earlier] == @class) ? PredictedAs.ShownForClass
            : IsShownMost(_ => true) ? PredictedAs.ShownMost
            : PredictedAs.Other;

        bool IsShownMost(Func<int, bool> among)
        {
            var shown = new int[labels];
            foreach (var earlier in Enumerable.Range(0, demonstration).Where(among))
                shown[prompt.Shown[earlier]]++;
            return shown[label] > 0 && shown[label] == shown.Max();
        }
    }
}
