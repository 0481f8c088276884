using System.Collections.Immutable;
using Interp.Core.Statistics;

namespace Interp.Core.Steering;

/// <summary>What one dose of a vector does at the last state, with 95 % intervals over prompts, beside random vectors.</summary>
public sealed record SteeringEffect
{
    /// <summary>The dose.</summary>
    public required double Dose { get; init; }

    /// <summary>Accuracy under correct prompts, steered.</summary>
    public required IntervalEstimate Correct { get; init; }

    /// <summary>Accuracy under false prompts, steered.</summary>
    public required IntervalEstimate False { get; init; }

    /// <summary>The accuracy gap, both kinds of prompts steered.</summary>
    public required IntervalEstimate Gap { get; init; }

    /// <summary>That gap less the gap without steering; below 0 where steering closes it.</summary>
    public required IntervalEstimate Change { get; init; }

    /// <summary>The true label's share of the label probabilities under false prompts, steered.</summary>
    public required IntervalEstimate TrueShare { get; init; }

    /// <summary>The shown label's share of the label probabilities under false prompts, steered.</summary>
    public required IntervalEstimate ShownShare { get; init; }

    /// <summary>The change of the gap by each random vector of the same norm and dose.</summary>
    public required ImmutableArray<double> ControlChanges { get; init; }

    /// <summary>How often chance does as much: the share of random vectors that change the gap by no less, the vector itself counted among them.</summary>
    public double ControlShare => (1.0 + ControlChanges.Count(change => Math.Abs(change) >= Math.Abs(Change.Estimate))) / (1 + ControlChanges.Length);
}
