namespace Interp.Core.Statistics;

public sealed partial class Bootstrapped
{
    /// <summary>A function of one.</summary>
    /// <param name="of">Computes the estimate from the estimate, and each draw from the draw.</param>
    public Bootstrapped Map(Func<double, double> of)
    {
        ArgumentNullException.ThrowIfNull(of);
        return new(of(Estimate), [.. Draws.Select(of)], Prompts, Seed);
    }

    /// <summary>A function of several, draw by draw.</summary>
    /// <param name="parts">At least one; of the same prompts and draws, or of different prompts, which then vary independently.</param>
    /// <param name="of">Computes a value from the parts' values, in their order.</param>
    /// <exception cref="ArgumentException">No parts, parts of different numbers of draws, or a result that is not finite.</exception>
    public static Bootstrapped Combine(IReadOnlyList<Bootstrapped> parts, CombinedStatistic of)
    {
        ArgumentNullException.ThrowIfNull(of);
        RequireTogether(parts);
        var values = new double[parts.Count];
        var draws = new double[parts[0].Draws.Length];
        for (var draw = 0; draw < draws.Length; draw++)
        {
            for (var part = 0; part < values.Length; part++)
                values[part] = parts[part].Draws[draw];
            draws[draw] = of(values);
        }

        var estimate = of([.. parts.Select(part => part.Estimate)]);
        return new(estimate, [.. draws], parts.Min(part => part.Prompts), parts.All(part => part.Seed == parts[0].Seed) ? parts[0].Seed : null);
    }

    /// <summary>The average of several: over formats, labels or datasets that are these and no others.</summary>
    /// <param name="parts">At least one.</param>
    /// <remarks>For datasets that stand for all there might be, see <see cref="DatasetAverage"/>.</remarks>
    public static Bootstrapped Average(IReadOnlyList<Bootstrapped> parts) => Combine(parts, values => Metrics.Mean.Of(values));

    /// <summary>The difference, draw by draw.</summary>
    /// <param name="left">Minuend.</param>
    /// <param name="right">Subtrahend.</param>
    public static Bootstrapped operator -(Bootstrapped left, Bootstrapped right) => Subtract(left, right);

    /// <summary>The sum, draw by draw.</summary>
    /// <param name="left">A summand.</param>
    /// <param name="right">The other.</param>
    public static Bootstrapped operator +(Bootstrapped left, Bootstrapped right) => Add(left, right);

    /// <summary>A multiple.</summary>
    /// <param name="factor">The factor.</param>
    /// <param name="value">What is multiplied.</param>
    public static Bootstrapped operator *(double factor, Bootstrapped value) => Multiply(factor, value);

    /// <summary>The difference, draw by draw.</summary>
    /// <param name="left">Minuend.</param>
    /// <param name="right">Subtrahend.</param>
    public static Bootstrapped Subtract(Bootstrapped left, Bootstrapped right) => Combine([left, right], values => values[0] - values[1]);

    /// <summary>The sum, draw by draw.</summary>
    /// <param name="left">A summand.</param>
    /// <param name="right">The other.</param>
    public static Bootstrapped Add(Bootstrapped left, Bootstrapped right) => Combine([left, right], values => values[0] + values[1]);

    /// <summary>A multiple.</summary>
    /// <param name="factor">The factor.</param>
    /// <param name="value">What is multiplied.</param>
    public static Bootstrapped Multiply(double factor, Bootstrapped value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Map(number => factor * number);
    }

    internal static void RequireTogether(IReadOnlyList<Bootstrapped> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0)
            throw new ArgumentException("There is nothing to combine.", nameof(parts));
        foreach (var part in parts)
        {
            ArgumentNullException.ThrowIfNull(part, nameof(parts));
            if (part.Draws.Length != parts[0].Draws.Length)
                throw new ArgumentException($"Values of {parts[0].Draws.Length} and of {part.Draws.Length} draws do not go together.", nameof(parts));
        }
    }
}
