using System.Globalization;
using System.Text;

namespace Interp.Models.Lenses;

/// <summary>
/// A matrix as numpy prints it with one digit: <c>np.array_str(matrix, precision=1)</c>, of large ones the corners. The
/// tuned-lens package takes the hash of this text to know an unembedding again, whatever dtype it is in.
/// </summary>
internal static class MatrixText
{
    private const int Edge = 3;
    private const int LargestWhole = 1000; // numbers
    private const int LineWidth = 75;
    private const double SmallestPlain = 1e-4;
    private const double LargestPlain = 1e8;
    private const double WidestPlain = 1000; // largest number by smallest

    /// <summary>The text.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="at">The number at a row and column; finite. Of a large matrix only the outer ones are asked for.</param>
    public static string Of(int rows, int columns, Func<int, int, double> at)
    {
        var isCut = (long)rows * columns > LargestWhole;
        var (rowsShown, columnsShown) = (Shown(rows, isCut), Shown(columns, isCut));
        var words = Words([.. rowsShown.SelectMany(row => columnsShown.Select(column => row is { } r && column is { } c ? at(r, c) : (double?)null))]);
        var text = new StringBuilder("[");
        for (var row = 0; row < rowsShown.Length; row++)
        {
            if (row > 0)
                text.Append("\n ");
            text.Append(rowsShown[row] is null ? "..." : Line(words[(row * columnsShown.Length)..((row + 1) * columnsShown.Length)]));
        }

        return text.Append(']').ToString();
    }

    /// <summary>The indices that are printed; null for dots.</summary>
    private static int?[] Shown(int count, bool isCut) => isCut && count > 2 * Edge
        ? [0, 1, 2, null, count - 3, count - 2, count - 1]
        : [.. Enumerable.Range(0, count).Select(index => (int?)index)];

    /// <summary>Numbers of one width; nulls as dots.</summary>
    private static string[] Words(double?[] numbers)
    {
        double[] sizes = [.. numbers.OfType<double>().Where(number => number != 0).Select(Math.Abs)];
        var isScientific = sizes.Length > 0 && (sizes.Max() >= LargestPlain || sizes.Min() < SmallestPlain || sizes.Max() / sizes.Min() > WidestPlain);
        NumberText?[] texts = [.. numbers.Select(number => number is { } one ? isScientific ? NumberText.Scientific(one) : NumberText.Positional(one) : (NumberText?)null)];
        NumberText[] shown = [.. texts.OfType<NumberText>()];
        var (left, right) = (shown.Max(text => text.Sign.Length + text.Whole.Length), shown.Max(text => text.Fraction.Length));
        var digits = isScientific ? Math.Max(2, shown.Max(text => Math.Abs(text.Exponent!.Value).ToString(CultureInfo.InvariantCulture).Length)) : 0;
        return [.. texts.Select(text => text is { } one ? Word(one, left, right, digits) : "...")];
    }

    private static string Word(NumberText text, int left, int right, int digits)
    {
        var whole = (text.Sign + text.Whole).PadLeft(left);
        if (text.Exponent is not { } exponent)
            return $"{whole}.{text.Fraction.PadRight(right)}";
        var size = Math.Abs(exponent).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
        return $"{whole}.{text.Fraction.PadRight(right, '0')}e{(exponent < 0 ? '-' : '+')}{size}";
    }

    /// <summary>One row in brackets, broken where it gets too wide.</summary>
    private static string Line(string[] words)
    {
        const string Indent = "  "; // of the matrix's bracket and the row's
        var (done, line) = (new StringBuilder(), Indent);
        for (var i = 0; i < words.Length; i++)
        {
            if (line.Length + words[i].Length > LineWidth - 2 && line.Length > Indent.Length)
            {
                done.Append(line.TrimEnd()).Append('\n');
                line = Indent;
            }

            line += words[i] + (i < words.Length - 1 ? " " : "");
        }

        return $"[{done.Append(line).ToString()[Indent.Length..]}]";
    }
}
