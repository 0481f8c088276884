using System.Collections.Immutable;
using Interp.Core.Prompts;

namespace Interp.Core.Probes;

/// <summary>The demonstrations of a prompt as texts without their labels: what must not be in two sets that are held apart.</summary>
internal static class DemonstrationTexts
{
    /// <param name="prompt">A prompt whose demonstrations are joined by blank lines.</param>
    /// <param name="labels">Label words in class order.</param>
    /// <exception cref="ArgumentException">Demonstrations that the text does not tell apart.</exception>
    public static ImmutableArray<string> Of(Prompt prompt, ImmutableArray<string> labels)
    {
        var parts = prompt.Text.Split(PromptComposer.Separator);
        var count = prompt.PreLabel.Length;
        // A narrative may stand before the first demonstration.
        if (parts.Length != count && parts.Length != count + 1)
            throw new ArgumentException($"A prompt of {count} demonstrations has a text of {parts.Length} paragraphs, so that they cannot be told apart; give rows of your own to {nameof(LinearProbe)}.{nameof(LinearProbe.Fit)}.", nameof(prompt));
        return [.. parts[^count..].Select((part, i) => part.LastIndexOf($" {labels[prompt.Shown[i]]}", StringComparison.Ordinal) is >= 0 and var at ? part[..at]
            : throw new ArgumentException($"Demonstration {i} of a prompt, \"{part}\", does not show the label \"{labels[prompt.Shown[i]]}\".", nameof(prompt)))];
    }
}
