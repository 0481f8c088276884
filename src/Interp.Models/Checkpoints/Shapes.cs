namespace Interp.Models.Checkpoints;

/// <summary>Shapes as files state them: checked before anything is allocated for them.</summary>
internal static class Shapes
{
    /// <summary>More axes than any weight has; a bound on what a hostile file can make us hold.</summary>
    public const int MaxRank = 16;

    // Leaves room for the byte count of the widest element.
    private const long MaxCount = long.MaxValue / 16;

    /// <summary>Number of elements of a shape already known to be sane.</summary>
    public static long Count(ReadOnlySpan<long> shape)
    {
        var count = 1L;
        foreach (var size in shape)
            count *= size;
        return count;
    }

    /// <summary>Number of elements, or false where an axis is negative or the product (of the non-empty axes) overflows.</summary>
    public static bool TryCount(ReadOnlySpan<long> shape, out long count)
    {
        count = 0;
        if (shape.Length > MaxRank)
            return false;

        var product = 1L;
        var empty = false;
        foreach (var size in shape)
        {
            if (size < 0 || (size > 0 && product > MaxCount / size))
                return false;

            empty |= size == 0;
            product *= Math.Max(size, 1);
        }

        count = empty ? 0 : product;
        return true;
    }

    /// <summary>The shape as Python writes it.</summary>
    public static string Text(ReadOnlySpan<long> shape) => $"[{string.Join(", ", shape.ToArray())}]";
}
