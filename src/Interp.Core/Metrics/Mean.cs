namespace Interp.Core.Metrics;

/// <summary>The arithmetic mean.</summary>
public static class Mean
{
    /// <summary>Mean of the values.</summary>
    /// <param name="values">At least one.</param>
    /// <exception cref="ArgumentException">No values, or one that is not finite.</exception>
    public static double Of(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty)
            throw new ArgumentException("A mean needs at least one value.", nameof(values));
        Finite.Require(values);
        var sum = 0.0;
        foreach (var value in values)
            sum += value;
        return sum / values.Length;
    }
}
