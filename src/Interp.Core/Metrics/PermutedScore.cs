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
        return reading.Scores.Select((_, scores) => CalibratedIndicator.Of(scores, (prompt, position) => shown[prompt].Shown[position]));
    }
}
