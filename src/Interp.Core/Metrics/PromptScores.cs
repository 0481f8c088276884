using System.Collections.Immutable;
using Interp.Core.Lens;

namespace Interp.Core.Metrics;

/// <summary>One number for each prompt, state and demonstration; means and intervals are taken over prompts.</summary>
public sealed class PromptScores
{
    private readonly double[] _values; // [state, demonstration, prompt]

    private PromptScores(LabelScoresShape shape)
    {
        Shape = shape;
        _values = new double[checked(shape.Prompts * shape.PredictionsAPrompt)];
    }

    /// <summary>What the numbers are of.</summary>
    public LabelScoresShape Shape { get; }

    /// <summary>Number of prompts.</summary>
    public int Prompts => Shape.Prompts;

    /// <summary>The states that were read: 0 the embedding, k the stream after block k-1.</summary>
    public ImmutableArray<int> States => Shape.States;

    /// <summary>The demonstrations whose labels are predicted.</summary>
    public ImmutableArray<int> Demonstrations => Shape.Demonstrations;

    /// <summary>The last demonstration, where most of the paper's numbers are read.</summary>
    public int LastDemonstration => Demonstrations.Max();

    /// <summary>Evaluates a score of one's own everywhere.</summary>
    /// <param name="scores">The label scores it is made of.</param>
    /// <param name="fill">Gets state and demonstration, and writes one number a prompt.</param>
    /// <exception cref="ArgumentException">A number that is not finite.</exception>
    public static PromptScores Of(LabelScores scores, Action<int, int, Memory<double>> fill)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(fill);
        var result = new PromptScores(scores.Shape);
        foreach (var state in scores.States)
        {
            foreach (var demonstration in scores.Demonstrations)
            {
                var values = result._values.AsMemory(result.Offset(state, demonstration), scores.Prompts);
                fill(state, demonstration, values);
                Finite.Require(values.Span, prompt => $"prompt {prompt}, state {state}, demonstration {demonstration}");
            }
        }

        return result;
    }

    /// <summary>The prompts' values.</summary>
    /// <param name="state">State of the stream.</param>
    /// <param name="demonstration">Demonstrations before the prediction.</param>
    public ReadOnlySpan<double> At(int state, int demonstration) => _values.AsSpan(Offset(state, demonstration), Prompts);

    /// <summary>Mean over prompts.</summary>
    /// <param name="state">State of the stream.</param>
    /// <param name="demonstration">Demonstrations before the prediction.</param>
    public double MeanAt(int state, int demonstration) => Mean.Of(At(state, demonstration));

    /// <summary>Means over prompts at the last demonstration, by state.</summary>
    public IReadOnlyList<double> AtLastDemonstration() => [.. States.Select(state => MeanAt(state, LastDemonstration))];

    private int Offset(int state, int demonstration) =>
        (Shape.StateAxis.PlaceOf(state, nameof(state)) * Shape.DemonstrationAxis.Count + Shape.DemonstrationAxis.PlaceOf(demonstration, nameof(demonstration))) * Prompts;
}
