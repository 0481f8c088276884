using System.Globalization;
using System.Text.RegularExpressions;
using Interp.Core.Studies.Paper;

namespace Interp.Core.Tests.Studies.Paper;

/// <summary>Compares tables with printed lines: every digit that is printed, no more.</summary>
internal static partial class Printed
{
    /// <summary>The arrays hold six digits; a number that lies between two printed ones may go either way by what they cut off.</summary>
    private const double Cut = 1e-6;

    /// <summary>Lines of text.</summary>
    public static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The numbers of a text, as they are printed; "+" and "**" and the like are not of them.</summary>
    public static string[] Numbers(string text) => [.. Number().Matches(text).Select(match => match.Value)];

    /// <summary>"| name | 1 | 2 |" to the name and the rest.</summary>
    public static (string Name, string Cells) Split(string line)
    {
        var cells = line.Trim('|', ' ').Split('|', 2);
        return (cells[0].Trim(), cells[1]);
    }

    /// <summary>The row whose first cells are these.</summary>
    public static Dictionary<string, object?> Row(this PaperTable table, params object[] first)
    {
        var row = table.Rows.Should().ContainSingle(cells => cells.Take(first.Length).SequenceEqual(first)).Which;
        return table.Columns.Zip(row).ToDictionary(cell => cell.First, cell => cell.Second);
    }

    /// <summary>A column, row by row.</summary>
    public static object?[] Column(this PaperTable table, string column) => [.. table.Rows.Select(row => row[table.Columns.IndexOf(column)])];

    /// <summary>Holds the values against the numbers of a text, one by one.</summary>
    public static void Are(string printed, IEnumerable<object?> values, string where, double cut = Cut)
    {
        var numbers = Numbers(printed);
        var cells = values.ToArray();
        cells.Should().HaveCount(numbers.Length, "{0} has so many: {1}", where, printed);
        for (var i = 0; i < cells.Length; i++)
        {
            var digits = numbers[i].Split('.') is [_, var fraction] ? fraction.Length : 0;
            var value = Convert.ToDouble(cells[i], CultureInfo.InvariantCulture);
            var expected = double.Parse(numbers[i], NumberStyles.Float, CultureInfo.InvariantCulture);
            Math.Abs(value - expected).Should().BeLessThanOrEqualTo(0.5 * Math.Pow(10, -digits) + cut, "number {0} of {1} is printed as {2} and is {3}", i, where, numbers[i], value);
        }
    }

    [GeneratedRegex(@"(?<![\w.])[-+]?\d+(\.\d+)?(?![\w])")]
    private static partial Regex Number();
}
