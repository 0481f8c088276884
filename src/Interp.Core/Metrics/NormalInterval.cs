namespace Interp.Core.Metrics;

/// <summary>The normal interval of a mean: mean ± 1.96 s / sqrt(N), s with N - 1 (paper, section 1.14).</summary>
internal static class NormalInterval
{
    private const double Quantile95 = 1.96;

    /// <summary>95 % interval of the mean.</summary>
    /// <param name="values">One value a prompt; a single value has an interval of width zero.</param>
    /// <exception cref="ArgumentException">No values, or one that is not finite.</exception>
    public static Interval Of(ReadOnlySpan<double> values)
    {
        var mean = Mean.Of(values);
        var squares = 0.0;
        foreach (var value in values)
            squares += (value - mean) * (value - mean);
        var error = values.Length < 2 ? 0 : Quantile95 * Math.Sqrt(squares / (values.Length - 1) / values.Length);
        return new Interval(mean, mean - error, mean + error);
    }
}
