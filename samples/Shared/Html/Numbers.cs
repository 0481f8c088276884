using System.Collections.Immutable;
using System.Globalization;
using Interp.Core.Metrics;

namespace Interp.Samples.Shared.Html;

/// <summary>Numbers that a page shows as a table, and gives away as CSV with all their digits.</summary>
/// <param name="Caption">What they are.</param>
/// <param name="Columns">Names of the columns; those of numbers begin with "#".</param>
/// <param name="Rows">Cells: text, int, double, <see cref="Interval"/>, or null for none.</param>
public sealed record Numbers(string Caption, ImmutableArray<string> Columns, IReadOnlyList<ImmutableArray<object?>> Rows)
{
    /// <summary>Digits after the point in the table.</summary>
    public int Digits { get; init; } = 3;

    /// <summary>True where the order of the rows is theirs by nature.</summary>
    public bool IsFixed { get; init; }

    /// <summary>The table.</summary>
    public Markup ToMarkup() => new HtmlTable(Caption, Columns, [.. Rows.Select(row => row.Select(Cell).ToImmutableArray())]) { IsFixed = IsFixed }.ToMarkup();

    /// <summary>The same as CSV; an interval takes three columns.</summary>
    public string ToCsv()
    {
        bool[] bounded = [.. Columns.Select((_, i) => Rows.Any(row => row[i] is Interval))];
        var header = Columns.SelectMany((name, i) => name.TrimStart('#').Replace(' ', '_') is var plain && bounded[i] ? new[] { plain, $"{plain}_low", $"{plain}_high" } : [plain]);
        return DataLink.Csv(header, Rows.Select(row => row.SelectMany((cell, i) => Exact(cell, bounded[i]))));
    }

    private Markup Cell(object? cell) => cell switch
    {
        null => "–",
        Interval { Upper: var high, Lower: var low } value => high - low > 1e-12 ? Num.WithBounds(value, Digits) : Num.Of(value.Estimate, Digits),
        double number => Num.Of(number, Digits),
        int number => Num.Of(number),
        Markup markup => markup,
        _ => Convert.ToString(cell, CultureInfo.InvariantCulture)!,
    };

    private static IEnumerable<string> Exact(object? cell, bool isBounded) => cell switch
    {
        Interval value => [Num.Exact(value.Estimate), Num.Exact(value.Lower), Num.Exact(value.Upper)],
        _ => Enumerable.Repeat("", isBounded ? 2 : 0).Prepend(cell switch
        {
            null => "",
            double number => Num.Exact(number),
            _ => Convert.ToString(cell, CultureInfo.InvariantCulture)!,
        }),
    };
}
