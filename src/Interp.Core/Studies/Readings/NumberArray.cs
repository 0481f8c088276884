using System.Collections.Immutable;

namespace Interp.Core.Studies.Readings;

/// <summary>Numbers with a shape, rows first.</summary>
internal sealed record NumberArray
{
    /// <param name="shape">Lengths of the axes.</param>
    /// <param name="values">As many numbers as they make; taken over.</param>
    public NumberArray(ImmutableArray<int> shape, float[] values)
    {
        var count = shape.Aggregate(1L, (product, length) => checked(product * length));
        if (count != values.Length)
            throw new ArgumentException($"Expected {count} numbers of the shape [{string.Join(", ", shape)}], found {values.Length}.", nameof(values));
        (Shape, Values) = (shape, values);
    }

    /// <summary>Lengths of the axes.</summary>
    public ImmutableArray<int> Shape { get; }

    /// <summary>The numbers.</summary>
    public float[] Values { get; }

    /// <summary>Several arrays one after the other along the first axis.</summary>
    /// <exception cref="ArgumentException">Other axes of other lengths.</exception>
    public static NumberArray Join(IReadOnlyList<NumberArray> parts)
    {
        var rest = parts[0].Shape[1..];
        return parts.All(part => part.Shape[1..].SequenceEqual(rest))
            ? new([parts.Sum(part => part.Shape[0]), .. rest], [.. parts.SelectMany(part => part.Values)])
            : throw new ArgumentException($"Arrays that do not belong together: {string.Join("; ", parts.Select(part => $"[{string.Join(", ", part.Shape)}]").Distinct())}.", nameof(parts));
    }
}
