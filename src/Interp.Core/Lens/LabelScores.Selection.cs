using System.Collections.Immutable;

namespace Interp.Core.Lens;

public sealed partial class LabelScores
{
    /// <summary>Scores of several sets of prompts as those of one.</summary>
    /// <param name="parts">The scores, in order.</param>
    /// <exception cref="ArgumentException">None, or scores of different states, demonstrations, labels, protocols, or only some with the vocabulary.</exception>
    public static LabelScores Join(IReadOnlyList<LabelScores> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0)
            throw new ArgumentException("There are no scores to join.", nameof(parts));
        var first = parts[0];
        foreach (var part in parts)
        {
            if (part.Shape.OfPrompts(first.Prompts) != first.Shape || part.HasVocabulary != first.HasVocabulary)
                throw new ArgumentException($"Scores that do not belong together: {first.Describe()}; {part.Describe()}.", nameof(parts));
        }

        return new LabelScores(
            first.Shape.OfPrompts(parts.Sum(part => part.Prompts)),
            [.. parts.SelectMany(part => part._logits)],
            first.HasVocabulary ? VocabularyScores.Join(parts.Select(part => part._vocabulary!)) : null);
    }

    /// <summary>The scores of some prompts, in a given order; a prompt may be named more than once.</summary>
    /// <param name="prompts">Indices.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such prompt.</exception>
    public LabelScores Restrict(IReadOnlyList<int> prompts)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        if (prompts.Count == 0)
            throw new ArgumentException("No prompt was named.", nameof(prompts));
        foreach (var prompt in prompts)
            Guard(prompt, Prompts, nameof(prompts));
        return new LabelScores(Shape.OfPrompts(prompts.Count), Rows(_logits), _vocabulary?.Select(Rows));

        float[] Rows(float[] numbers)
        {
            var width = numbers.Length / Prompts;
            return [.. prompts.SelectMany(prompt => new ArraySegment<float>(numbers, prompt * width, width))];
        }
    }

    /// <summary>The scores at some demonstrations.</summary>
    /// <param name="demonstrations">Indices of demonstrations, of those in <see cref="Demonstrations"/>.</param>
    /// <exception cref="ArgumentException">One that was not read; the message lists those that were.</exception>
    public LabelScores At(params ImmutableArray<int> demonstrations)
    {
        var selected = Shape.OfDemonstrations(demonstrations);
        int[] places = [.. demonstrations.Select(demonstration => Shape.DemonstrationAxis.PlaceOf(demonstration, nameof(demonstrations)))];
        return new LabelScores(selected, Pick(_logits, Labels), _vocabulary?.Select(numbers => Pick(numbers, 1)));

        float[] Pick(float[] numbers, int width) =>
            [.. Enumerable.Range(0, Prompts * States.Length).SelectMany(row => places.SelectMany(place => new ArraySegment<float>(numbers, (row * Demonstrations.Length + place) * width, width)))];
    }

    private string Describe() => $"{Shape}, {(HasVocabulary ? "with" : "without")} the vocabulary";
}
