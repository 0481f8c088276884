using System.Globalization;
using Interp.Core.Metrics;

namespace Interp.Samples.Shared.Html;

/// <summary>Numbers as a page shows them: the same everywhere in the world, minus signs as such.</summary>
public static class Num
{
    private const int MostDigits = 6;

    /// <summary>A number.</summary>
    /// <param name="value">The number.</param>
    /// <param name="digits">Digits after the point.</param>
    /// <param name="signed">True to show a plus too, as differences have.</param>
    public static string Of(double value, int digits = 3, bool signed = false)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(digits, MostDigits);
        var text = Math.Abs(value).ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        var isZero = text.All(letter => letter is '0' or '.');
        return (value < 0 && !isZero ? "\u2212" : signed && !isZero ? "+" : "") + text;
    }

    /// <summary>A whole number.</summary>
    public static string Of(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A coordinate in a picture: two digits at most, a plain hyphen for minus.</summary>
    public static string At(double value) => (Math.Round(value, 2) + 0.0).ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>A number with its interval: "0.912 [0.880, 0.944]".</summary>
    public static Markup WithBounds(Interval value, int digits = 3, bool signed = false) =>
        Markup.Text(Of(value.Estimate, digits, signed)) + " " + Tag.In("span", "ci", Bounds(value, digits, signed));

    /// <summary>The bounds alone: "[0.880, 0.944]".</summary>
    public static string Bounds(Interval value, int digits = 3, bool signed = false) => $"[{Of(value.Lower, digits, signed)}, {Of(value.Upper, digits, signed)}]";

    /// <summary>The same as text.</summary>
    public static string Text(Interval value, int digits = 3, bool signed = false) => $"{Of(value.Estimate, digits, signed)} {Bounds(value, digits, signed)}";

    /// <summary>All digits, for files.</summary>
    public static string Exact(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
