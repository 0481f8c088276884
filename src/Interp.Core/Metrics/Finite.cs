namespace Interp.Core.Metrics;

/// <summary>A number that is none would pass through comparisons as one.</summary>
internal static class Finite
{
    /// <summary>A number, if it is finite.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static double Of(double value) => double.IsFinite(value) ? value : throw new ArgumentException($"{value} is no finite number.", nameof(value));

    /// <summary>A number, if it is finite, or none.</summary>
    /// <exception cref="ArgumentException">It is not finite.</exception>
    public static double? Of(double? value) => value is { } number ? Of(number) : null;

    /// <summary>Refuses NaN and infinities.</summary>
    /// <param name="values">Numbers.</param>
    /// <param name="where">Names the place of one.</param>
    /// <exception cref="ArgumentException">One is not finite.</exception>
    public static void Require(ReadOnlySpan<double> values, Func<int, string>? where = null)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
                throw new ArgumentException($"{values[i]} at {where?.Invoke(i) ?? $"index {i}"} is no finite number.", nameof(values));
        }
    }
}
