using System.Globalization;
using System.Numerics;

namespace Interp.Models.Lenses;

/// <summary>A number with at most one digit after the point, as numpy prints it: rounded from its exact value, halves to even.</summary>
/// <param name="Sign">"-", or nothing; zero has one too.</param>
/// <param name="Whole">Digits before the point.</param>
/// <param name="Fraction">The digit after it; empty where it is 0.</param>
/// <param name="Exponent">Of ten; null where numbers are written in full.</param>
internal readonly record struct NumberText(string Sign, string Whole, string Fraction, int? Exponent)
{
    /// <summary>In full: 0.1, 12.</summary>
    public static NumberText Positional(double number)
    {
        var tenths = Scaled(Math.Abs(number), 1);
        return new(SignOf(number), Text(tenths / 10), Trimmed(tenths % 10), null);
    }

    /// <summary>One digit before the point: 1.2e-03.</summary>
    public static NumberText Scientific(double number)
    {
        if (number == 0)
            return new(SignOf(number), "0", "", 0);
        var exponent = (int)Math.Floor(Math.Log10(Math.Abs(number)));
        if (Scaled(Math.Abs(number), -exponent, floor: true) < 1) // The logarithm may have been rounded up.
            exponent--;
        var digits = Scaled(Math.Abs(number), 1 - exponent);
        if (digits >= 100)
            (digits, exponent) = (digits / 10, exponent + 1);
        return new(SignOf(number), Text(digits / 10), Trimmed(digits % 10), exponent);
    }

    /// <summary>The number times a power of ten as a whole number.</summary>
    private static BigInteger Scaled(double number, int tens, bool floor = false)
    {
        var bits = BitConverter.DoubleToInt64Bits(number);
        var exponent = (int)(bits >> 52 & 0x7FF);
        BigInteger up = exponent == 0 ? bits & 0xFFFFFFFFFFFFF : bits & 0xFFFFFFFFFFFFF | 1L << 52;
        var shift = Math.Max(exponent, 1) - 1075;
        var down = BigInteger.One;
        if (shift >= 0)
            up <<= shift;
        else
            down <<= -shift;
        if (tens >= 0)
            up *= BigInteger.Pow(10, tens);
        else
            down *= BigInteger.Pow(10, -tens);
        var whole = BigInteger.DivRem(up, down, out var rest);
        var half = (rest * 2).CompareTo(down);
        return floor || half < 0 || half == 0 && whole.IsEven ? whole : whole + 1;
    }

    private static string SignOf(double number) => double.IsNegative(number) ? "-" : "";

    private static string Text(BigInteger digits) => digits.ToString(CultureInfo.InvariantCulture);

    private static string Trimmed(BigInteger digit) => digit.IsZero ? "" : Text(digit);
}
