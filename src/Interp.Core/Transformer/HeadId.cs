using System.Globalization;

namespace Interp.Core.Transformer;

/// <summary>One attention head: block and head, both counted from 0, written "14.6" as in the paper.</summary>
/// <param name="Layer">The block.</param>
/// <param name="Head">The head in it.</param>
public readonly record struct HeadId(int Layer, int Head) : IComparable<HeadId>
{
    /// <summary>Reads "14.6".</summary>
    /// <param name="text">Block, dot, head.</param>
    /// <exception cref="FormatException">Another form.</exception>
    public static HeadId Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split('.') is [var layer, var head]
            && int.TryParse(layer, NumberStyles.None, CultureInfo.InvariantCulture, out var l)
            && int.TryParse(head, NumberStyles.None, CultureInfo.InvariantCulture, out var h)
            ? new HeadId(l, h)
            : throw new FormatException($"'{text}' is not a head; heads are written BLOCK.HEAD, like 14.6.");
    }

    /// <summary>By block, then by head.</summary>
    /// <param name="other">Another head.</param>
    public int CompareTo(HeadId other) => (Layer, Head).CompareTo((other.Layer, other.Head));

    /// <summary>"14.6"</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Layer}.{Head}");

    /// <summary>Order by block, then by head.</summary>
    public static bool operator <(HeadId left, HeadId right) => left.CompareTo(right) < 0;

    /// <summary>Order by block, then by head.</summary>
    public static bool operator >(HeadId left, HeadId right) => left.CompareTo(right) > 0;

    /// <summary>Order by block, then by head.</summary>
    public static bool operator <=(HeadId left, HeadId right) => left.CompareTo(right) <= 0;

    /// <summary>Order by block, then by head.</summary>
    public static bool operator >=(HeadId left, HeadId right) => left.CompareTo(right) >= 0;
}
