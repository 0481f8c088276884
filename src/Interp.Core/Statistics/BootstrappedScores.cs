using System.Collections.Immutable;
using Interp.Core.Lens;
using Interp.Core.Metrics;

namespace Interp.Core.Statistics;

/// <summary>Means over prompts at every state and demonstration, each with its bootstrap draws.</summary>
public sealed class BootstrappedScores
{
    private readonly Bootstrapped[] _values; // [state, demonstration]

    internal BootstrappedScores(LabelScoresShape shape, Func<int, int, Bootstrapped> at)
    {
        Shape = shape;
        _values = new Bootstrapped[shape.PredictionsAPrompt];
        var demonstrations = shape.Demonstrations;
        Parallel.For(0, _values.Length, cell => _values[cell] = at(shape.States[cell / demonstrations.Length], demonstrations[cell % demonstrations.Length]));
    }

    /// <summary>What the numbers are of.</summary>
    public LabelScoresShape Shape { get; }

    /// <summary>The states that were read: 0 the embedding, k the stream after block k-1.</summary>
    public ImmutableArray<int> States => Shape.States;

    /// <summary>The demonstrations whose labels are predicted.</summary>
    public ImmutableArray<int> Demonstrations => Shape.Demonstrations;

    /// <summary>Means of any score that depends on no other prompt. For calibrated measures take <see cref="CalibratedBootstrap"/>: their thresholds vary too.</summary>
    /// <param name="scores">One number for each prompt, state and demonstration.</param>
    /// <param name="resamples">The draws of these prompts.</param>
    /// <exception cref="ArgumentException">Draws of another number of prompts.</exception>
    public static BootstrappedScores Of(PromptScores scores, Resamples resamples)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(resamples);
        resamples.Require(scores.Prompts, nameof(scores));
        return new(scores.Shape, (state, demonstration) => Bootstrapped.Mean(scores.At(state, demonstration), resamples));
    }

    /// <summary>The mean at one place.</summary>
    /// <param name="state">State of the stream.</param>
    /// <param name="demonstration">Demonstrations before the prediction.</param>
    public Bootstrapped At(int state, int demonstration) =>
        _values[Shape.StateAxis.PlaceOf(state, nameof(state)) * Shape.DemonstrationAxis.Count + Shape.DemonstrationAxis.PlaceOf(demonstration, nameof(demonstration))];

    /// <summary>The means at the last demonstration, by state.</summary>
    public IReadOnlyList<Bootstrapped> AtLastDemonstration() => [.. States.Select(state => At(state, Demonstrations.Max()))];
}
