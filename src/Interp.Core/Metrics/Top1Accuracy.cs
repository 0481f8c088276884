using Interp.Core.Lens;
using Interp.Core.Prompts;

namespace Interp.Core.Metrics;

/// <summary>How often the true label's token is the likeliest of the whole vocabulary (paper, section 1.13). Needs a reading over the full vocabulary.</summary>
public static class Top1Accuracy
{
    /// <summary>Of both kinds of prompts.</summary>
    /// <param name="reading">A logit-lens reading over the full vocabulary.</param>
    public static ByKind<PromptScores> Of(LensReading reading) => LabelScore.OfBothKinds(reading, Of);

    /// <summary>Of prompts of one kind.</summary>
    /// <param name="scores">Label scores over the full vocabulary, in the order of the prompts.</param>
    /// <param name="prompts">The prompts.</param>
    /// <exception cref="ArgumentException">Prompts of another protocol or number, or labels that have no scores.</exception>
    /// <exception cref="InvalidOperationException">The reading was made without the whole vocabulary.</exception>
    public static PromptScores Of(LabelScores scores, IReadOnlyList<Prompt> prompts) =>
        LabelScore.OfTrueLabel(scores, prompts, (prompt, state, demonstration, label) =>
        {
            var logits = scores.Logits(prompt, state, demonstration);
            return logits[label] >= UncalibratedAccuracy.Largest(logits) && logits[label] >= scores.LargestOtherLogit(prompt, state, demonstration) ? 1 : 0;
        });
}
