namespace Interp.Core.Statistics;

/// <summary>
/// The first state from which the accuracy gap stays at half of its final value or above, up to the last state: the last
/// upward crossing. The paper's rule (section 1.7) takes the first crossing, which small gaps make by chance.
/// </summary>
public sealed record RobustCriticalLayer
{
    private RobustCriticalLayer()
    {
    }

    /// <summary>The gap at the last state.</summary>
    public required IntervalEstimate FinalGap { get; init; }

    /// <summary>The state; the bounds are states too. Null where the final gap's interval includes 0, or the gap is negative: half of no gap is crossed everywhere.</summary>
    public required IntervalEstimate? State { get; init; }

    /// <summary>Finds it, in every draw.</summary>
    /// <param name="gaps">The gap at every state from 0 to the last, in order, all of the same draws.</param>
    /// <exception cref="ArgumentException">Less than two states, or different numbers of draws.</exception>
    public static RobustCriticalLayer Of(IReadOnlyList<Bootstrapped> gaps)
    {
        Bootstrapped.RequireTogether(gaps);
        ArgumentOutOfRangeException.ThrowIfLessThan(gaps.Count, 2);
        var final = gaps[^1].ToInterval();
        return new RobustCriticalLayer { FinalGap = final, State = final.Low > 0 ? Bootstrapped.Combine(gaps, values => Of(values)).ToWholeInterval() : null };
    }

    /// <summary>The same of bare numbers.</summary>
    /// <param name="gaps">The gap at every state from 0 to the last; the last one may be of either sign.</param>
    /// <exception cref="ArgumentException">No gaps.</exception>
    public static int Of(ReadOnlySpan<double> gaps)
    {
        if (gaps.IsEmpty)
            throw new ArgumentException("A critical layer needs the gap at every state.", nameof(gaps));
        var state = gaps.Length - 1;
        while (state > 0 && gaps[state - 1] >= gaps[^1] / 2)
            state--;
        return state;
    }
}
