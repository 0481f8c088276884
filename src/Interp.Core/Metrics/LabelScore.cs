using System.Collections.Immutable;
using Interp.Core.Lens;
using Interp.Core.Prompts;

namespace Interp.Core.Metrics;

/// <summary>Scores that look at one prediction at a time.</summary>
internal static class LabelScore
{
    /// <summary>Evaluates every prediction.</summary>
    /// <param name="scores">Label scores.</param>
    /// <param name="of">Gets prompt, state and demonstration.</param>
    public static PromptScores Of(LabelScores scores, Func<int, int, int, double> of)
    {
        ArgumentNullException.ThrowIfNull(scores);
        return PromptScores.Of(scores, (state, demonstration, values) =>
        {
            for (var prompt = 0; prompt < values.Length; prompt++)
                values.Span[prompt] = of(prompt, state, demonstration);
        });
    }

    /// <summary>Evaluates every prediction against the demonstration's true label.</summary>
    /// <param name="scores">Label scores, in the order of the prompts.</param>
    /// <param name="prompts">The prompts.</param>
    /// <param name="of">Gets prompt, state, demonstration and true label.</param>
    /// <exception cref="ArgumentException">Prompts of another protocol or number, or labels that have no scores.</exception>
    public static PromptScores OfTrueLabel(LabelScores scores, IReadOnlyList<Prompt> prompts, Func<int, int, int, int, double> of)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(prompts);
        PromptProtocols.Of(prompts, scores.Protocol);
        ImmutableArray<int>[] labels = [.. prompts.Select(prompt => prompt.Classes)];
        RequireLabels(scores, labels);
        return Of(scores, (prompt, state, demonstration) => of(prompt, state, demonstration, labels[prompt][demonstration]));
    }

    /// <summary>Evaluates the correct and the false prompts of a reading.</summary>
    /// <param name="reading">A logit-lens reading.</param>
    /// <param name="of">Gets the scores and the prompts of a kind.</param>
    public static ByKind<PromptScores> OfBothKinds(LensReading reading, Func<LabelScores, IReadOnlyList<Prompt>, PromptScores> of)
    {
        ArgumentNullException.ThrowIfNull(reading);
        return reading.Scores.Select((kind, scores) => of(scores, reading.Prompts.Prompts(kind)));
    }

    /// <summary>Refuses labels that the scores are not of.</summary>
    /// <param name="scores">Label scores.</param>
    /// <param name="labels">A label by prompt and demonstration.</param>
    /// <exception cref="ArgumentException">They do not belong together; the message says where.</exception>
    public static void RequireLabels(LabelScores scores, IReadOnlyList<ImmutableArray<int>> labels)
    {
        if (!scores.Shape.PredictsLabels)
            throw new ArgumentException("These scores are of tokens that predict no label: read at the tokens before labels (Positions.PreLabel, Positions.LastPreLabel).", nameof(scores));
        if (scores.Prompts != labels.Count)
            throw new ArgumentException($"There are scores of {scores.Prompts} prompts, and {labels.Count} prompts.", nameof(labels));
        var last = scores.Demonstrations.Max();
        for (var prompt = 0; prompt < labels.Count; prompt++)
        {
            if (labels[prompt].Length <= last || labels[prompt].Length != labels[0].Length)
                throw new ArgumentException($"Prompt {prompt} has labels of {labels[prompt].Length} demonstrations, prompt 0 of {labels[0].Length}; the scores are of demonstrations up to {last}.", nameof(labels));
            foreach (var label in labels[prompt])
            {
                if ((uint)label >= (uint)scores.Labels)
                    throw new ArgumentException($"Prompt {prompt} names label {label}; there are scores of labels 0..{scores.Labels - 1}.", nameof(labels));
            }
        }
    }
}
