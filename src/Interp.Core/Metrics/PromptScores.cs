using System.Collections.Immutable;
using Interp.Core.Lens;

namespace Interp.Core.Metrics;

/// <summary>One number for each prompt, state and demonstration; means and intervals are taken over prompts.</summary>
public sealed class PromptScores
{
    private readonly double[] _values; // [state, place, prompt]

    private PromptScores(LabelScoresShape shape)
    {
        Shape = shape;
        _values = new double[checked(shape.Prompts * shape.States * shape.Demonstrations.Length)];
    }

    /// <summary>What the numbers are of.</summary>
    public LabelScoresShape Shape { get; }

    /// <summary>Number of prompts.</summary>
    public int Prompts => Shape.Prompts;

    /// <summary>Number of states: blocks + 1.</summary>
    public int States => Shape.States;

    /// <summary>The demonstrations whose labels are predicted, ascending or as they were read.</summary>
    public ImmutableArray<int> Demonstrations => Shape.Demonstrations;

    /// <summary>The last demonstration, where most of the paper's numbers are read.</summary>
    public int LastDemonstration => Demonstrations[^1];

    /// <summary>Evaluates a score of one's own everywhere.</summary>
    /// <param name="scores">The label scores it is made of.</param>
    /// <param name="fill">Gets state and place (index into the scores' demonstrations), and writes one number a prompt.</param>
    /// <exception cref="ArgumentException">A number that is not finite.</exception>
    public static PromptScores Of(LabelScores scores, Action<int, int, Memory<double>> fill)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(fill);
        var result = new PromptScores(scores.Shape);
        for (var state = 0; state < scores.States; state++)
        {
            for (var place = 0; place < scores.Demonstrations.Length; place++)
            {
                var values = result._values.AsMemory(result.Offset(state, place), scores.Prompts);
                fill(state, place, values);
                Finite.Require(values.Span, prompt => $"prompt {prompt}, state {state}, demonstration {scores.Demonstrations[place]}");
            }
        }

        return result;
    }

    /// <summary>The prompts' values.</summary>
    /// <param name="state">State of the stream.</param>
    /// <param name="demonstration">Demonstrations before the prediction.</param>
    public ReadOnlySpan<double> At(int state, int demonstration)
    {
        if ((uint)state >= (uint)States)
            throw new ArgumentOutOfRangeException(nameof(state), state, $"Expected 0..{States - 1}.");
        return Demonstrations.IndexOf(demonstration) is >= 0 and var place
            ? _values.AsSpan(Offset(state, place), Prompts)
            : throw new ArgumentOutOfRangeException(nameof(demonstration), demonstration, $"Read were demonstrations {string.Join(", ", Demonstrations)}.");
    }

    /// <summary>Mean over prompts.</summary>
    /// <param name="state">State of the stream.</param>
    /// <param name="demonstration">Demonstrations before the prediction.</param>
    public double MeanAt(int state, int demonstration) => Mean.Of(At(state, demonstration));

    /// <summary>Means over prompts at the last demonstration, by state.</summary>
    public IReadOnlyList<double> AtLastDemonstration() => [.. Enumerable.Range(0, States).Select(state => MeanAt(state, LastDemonstration))];

    private int Offset(int state, int place) => (state * Demonstrations.Length + place) * Prompts;
}
