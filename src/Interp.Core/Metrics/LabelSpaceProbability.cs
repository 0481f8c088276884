using Interp.Core.Lens;

namespace Interp.Core.Metrics;

/// <summary>How much probability the model gives to the label tokens together (paper, section 1.13). Needs a reading over the full vocabulary.</summary>
public static class LabelSpaceProbability
{
    /// <summary>Sums the labels' probabilities.</summary>
    /// <param name="scores">Label scores over the full vocabulary.</param>
    /// <exception cref="InvalidOperationException">The reading was made without the whole vocabulary.</exception>
    public static PromptScores Of(LabelScores scores) => LabelScore.Of(scores, (prompt, state, demonstration) =>
    {
        var sum = 0.0;
        for (var label = 0; label < scores.Labels; label++)
            sum += Math.Exp(scores.LogProbability(prompt, state, demonstration, label));
        return sum;
    });
}
