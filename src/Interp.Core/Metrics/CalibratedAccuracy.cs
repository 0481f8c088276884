using Interp.Core.Lens;
using Interp.Core.Prompts;

namespace Interp.Core.Metrics;

/// <summary>
/// The paper's main measure (section 1.4): how often the true label's share of the label probabilities exceeds its own
/// threshold over the prompts. Chance is 1/n, whatever bias the model has for a label.
/// </summary>
public static class CalibratedAccuracy
{
    /// <summary>Calibrated accuracy of both kinds of prompts, each with its own thresholds.</summary>
    /// <param name="reading">A logit-lens reading.</param>
    public static ByKind<PromptScores> Of(LensReading reading) => LabelScore.OfBothKinds(reading, Of);

    /// <summary>Calibrated accuracy of prompts of one kind.</summary>
    /// <param name="scores">Label scores, in the order of the prompts.</param>
    /// <param name="prompts">The prompts.</param>
    /// <exception cref="ArgumentException">Prompts of another protocol or number, or labels that have no scores.</exception>
    public static PromptScores Of(LabelScores scores, IReadOnlyList<Prompt> prompts)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(prompts);
        PromptProtocols.Of(prompts, scores.Protocol);
        return CalibratedIndicator.Of(scores, [.. prompts.Select(prompt => prompt.Classes)]);
    }
}
