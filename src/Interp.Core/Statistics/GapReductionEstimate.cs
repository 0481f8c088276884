namespace Interp.Core.Statistics;

/// <summary>
/// How much of the accuracy gap an ablation closes (paper, section 1.11): (false ablated - false) / (correct - false), the
/// same as 1 - (correct - false ablated) / (correct - false).
/// </summary>
public sealed record GapReductionEstimate
{
    private GapReductionEstimate()
    {
    }

    /// <summary>The gap without the ablation.</summary>
    public required IntervalEstimate Gap { get; init; }

    /// <summary>What the ablation adds to accuracy under false prompts, in accuracy.</summary>
    public required IntervalEstimate Change { get; init; }

    /// <summary>
    /// The share of the gap that is closed. Null where the gap's interval includes 0, or the gap is negative: there is
    /// nothing then to take a share of.
    /// </summary>
    public required IntervalEstimate? Reduction { get; init; }

    /// <summary>Computes it, draw by draw.</summary>
    /// <param name="correct">Accuracy under correct prompts, nothing ablated.</param>
    /// <param name="falsePrompts">Accuracy under false prompts, nothing ablated.</param>
    /// <param name="ablated">Accuracy under false prompts with the ablation.</param>
    /// <exception cref="ArgumentException">Different numbers of draws.</exception>
    public static GapReductionEstimate Of(Bootstrapped correct, Bootstrapped falsePrompts, Bootstrapped ablated)
    {
        var (gap, change) = (correct - falsePrompts, ablated - falsePrompts);
        var interval = gap.ToInterval();
        return new GapReductionEstimate { Gap = interval, Change = change.ToInterval(), Reduction = interval.Low > 0 ? Ratio(change, gap) : null };
    }

    private static IntervalEstimate? Ratio(Bootstrapped change, Bootstrapped gap)
    {
        var draws = new double[gap.Draws.Length];
        for (var draw = 0; draw < draws.Length; draw++)
        {
            // A draw without a gap stands for a share beyond any bound, on the side of the change.
            var (of, by) = (change.Draws[draw], gap.Draws[draw]);
            draws[draw] = by > 0 ? of / by : of == 0 ? 0 : of > 0 ? double.PositiveInfinity : double.NegativeInfinity;
        }

        Array.Sort(draws);
        var (low, high) = Percentiles.Of(draws, gap.Prompts);
        return double.IsFinite(low) && double.IsFinite(high)
            ? new IntervalEstimate(change.Estimate / gap.Estimate, low, high, gap.Prompts, IntervalMethod.Percentiles, change.Seed == gap.Seed ? gap.Seed : null)
            : null;
    }
}
