using Interp.Core.Lens;
using Interp.Core.Prompts;

namespace Interp.Core.Metrics;

/// <summary>
/// How often the label that the false prompt shows exceeds its threshold (paper, section 1.5): high values mean that
/// errors are copies of the demonstrations. Chance is 1/n; the paper's figures multiply by n.
/// </summary>
/// <remarks>Meaningful in the permuted setting; in the others the shown label is at times the true one.</remarks>
public static class PermutedScore
{
    /// <summary>Permuted score of both kinds of prompts, always at the label that the false prompt of the pair shows.</summary>
    /// <param name="reading">A logit-lens reading.</param>
    public static ByKind<PromptScores> Of(LensReading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        var shown = reading.Prompts.Prompts(PromptKind.False);
        return reading.Scores.Select((_, scores) => Of(scores, shown));
    }

    /// <summary>The score of prompts of one kind, at the labels that other prompts (or the same) show.</summary>
    /// <param name="scores">Label scores.</param>
    /// <param name="shown">For each prompt the one whose shown labels are looked at.</param>
    /// <exception cref="ArgumentException">Prompts of another protocol or number, or labels that have no scores.</exception>
    public static PromptScores Of(LabelScores scores, IReadOnlyList<Prompt> shown)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(shown);
        PromptProtocols.Of(shown, scores.Protocol);
        return CalibratedIndicator.Of(scores, [.. shown.Select(prompt => prompt.Shown)]);
    }
}
