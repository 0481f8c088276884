namespace Interp.Core.Metrics;

/// <summary>Quantiles with linear interpolation between order statistics (type 7; torch.quantile, numpy).</summary>
internal static class Quantile
{
    /// <summary>
    /// The quantile numerator/denominator. The rank is computed in whole numbers, so that a quantile which falls on a
    /// value is that value to the last bit, and ties with it are ties.
    /// </summary>
    /// <param name="sorted">Values in ascending order, at least one.</param>
    /// <param name="numerator">0 .. <paramref name="denominator"/>.</param>
    /// <param name="denominator">1 or more.</param>
    /// <exception cref="ArgumentException">No values, or some that are not finite.</exception>
    public static double Of(ReadOnlySpan<double> sorted, int numerator, int denominator)
    {
        if (sorted.IsEmpty)
            throw new ArgumentException("A quantile needs at least one value.", nameof(sorted));
        ArgumentOutOfRangeException.ThrowIfLessThan(denominator, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(numerator);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(numerator, denominator);

        // NaN is sorted to the front; infinities to the ends.
        Finite.Require([sorted[0], sorted[^1]], _ => "an end of the values");
        var (rank, rest) = Math.DivRem((long)(sorted.Length - 1) * numerator, denominator);
        var low = sorted[(int)rank];
        return rest == 0 ? low : low + (sorted[(int)rank + 1] - low) * rest / denominator;
    }
}
