using Interp.Core.Metrics;

namespace Interp.Core.Statistics;

/// <summary>An estimate with its 95 % interval and what a result row has to say of it.</summary>
public sealed record IntervalEstimate
{
    /// <summary>An estimate with its interval.</summary>
    /// <param name="estimate">The estimate from all prompts.</param>
    /// <param name="low">Lower bound.</param>
    /// <param name="high">Upper bound.</param>
    /// <param name="n">How many prompts, or datasets, vary.</param>
    /// <param name="method">How the bounds were found: one of <see cref="IntervalMethod"/>.</param>
    /// <param name="seed">Seed of the draws; null where there were none, or several.</param>
    /// <exception cref="ArgumentException">A bound or an estimate that is not finite, or bounds in the wrong order.</exception>
    public IntervalEstimate(double estimate, double low, double high, int n, string method, ulong? seed = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(method);
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        (Estimate, Low, High) = (Finite.Of(estimate), Finite.Of(low), Finite.Of(high));
        if (low > high)
            throw new ArgumentException($"The lower bound {low} lies above the upper bound {high}.", nameof(low));
        (N, Method, Seed) = (n, method, seed);
    }

    /// <summary>The estimate from all prompts.</summary>
    public double Estimate { get; }

    /// <summary>Lower bound of the 95 % interval.</summary>
    public double Low { get; }

    /// <summary>Upper bound of the 95 % interval.</summary>
    public double High { get; }

    /// <summary>How many prompts, or datasets, vary.</summary>
    public int N { get; }

    /// <summary>How the bounds were found: one of <see cref="IntervalMethod"/>.</summary>
    public string Method { get; }

    /// <summary>Seed of the draws; null where there were none, or several.</summary>
    public ulong? Seed { get; }

    /// <summary>True if a value lies inside the interval, its ends included.</summary>
    /// <param name="value">Any number.</param>
    public bool Covers(double value) => Low <= value && value <= High;
}
