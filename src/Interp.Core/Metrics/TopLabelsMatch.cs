using Interp.Core.Lens;

namespace Interp.Core.Metrics;

/// <summary>
/// How often the n likeliest tokens of the vocabulary are the n label tokens, in any order (paper, section 1.13: "top n
/// labels match"). Needs a reading over the full vocabulary.
/// </summary>
public static class TopLabelsMatch
{
    /// <summary>1 where every label is likelier than all other tokens, else 0.</summary>
    /// <param name="scores">Label scores over the full vocabulary.</param>
    /// <exception cref="InvalidOperationException">The reading was made without the whole vocabulary.</exception>
    public static PromptScores Of(LabelScores scores) => LabelScore.Of(scores, (prompt, state, demonstration) =>
    {
        var other = scores.LargestOtherLogit(prompt, state, demonstration);
        foreach (var logit in scores.Logits(prompt, state, demonstration))
        {
            if (logit < other)
                return 0;
        }

        return 1;
    });
}
