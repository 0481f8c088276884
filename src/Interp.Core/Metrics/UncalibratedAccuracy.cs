using Interp.Core.Lens;
using Interp.Core.Prompts;

namespace Interp.Core.Metrics;

/// <summary>How often the true label is the likeliest of the labels (paper, section 1.13); chance is 1/n for a model without a bias.</summary>
/// <remarks>A tie for the first place counts as correct, as in the published code.</remarks>
public static class UncalibratedAccuracy
{
    /// <summary>Of both kinds of prompts.</summary>
    /// <param name="reading">A logit-lens reading.</param>
    public static ByKind<PromptScores> Of(LensReading reading) => LabelScore.OfBothKinds(reading, Of);

    /// <summary>Of prompts of one kind.</summary>
    /// <param name="scores">Label scores, in the order of the prompts.</param>
    /// <param name="prompts">The prompts.</param>
    /// <exception cref="ArgumentException">Prompts of another protocol or number, or labels that have no scores.</exception>
    public static PromptScores Of(LabelScores scores, IReadOnlyList<Prompt> prompts) =>
        LabelScore.OfTrueLabel(scores, prompts, (prompt, state, demonstration, label) =>
        {
            var logits = scores.Logits(prompt, state, demonstration);
            return logits[label] >= Largest(logits) ? 1 : 0;
        });

    internal static float Largest(ReadOnlySpan<float> logits)
    {
        var largest = logits[0];
        foreach (var logit in logits[1..])
            largest = Math.Max(largest, logit);
        return largest;
    }
}
