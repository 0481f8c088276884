using System.Collections.Immutable;

namespace Interp.Samples.Shared.Html;

/// <summary>A table whose rows can be sorted where scripts run.</summary>
/// <param name="Caption">What it shows.</param>
/// <param name="Columns">Names of the columns; those that begin with "#" hold numbers, and are shown without it.</param>
/// <param name="Rows">As many cells a row as columns; the first names the row.</param>
public sealed record HtmlTable(string Caption, ImmutableArray<string> Columns, IReadOnlyList<ImmutableArray<Markup>> Rows)
{
    private const string NumberMark = "#";

    /// <summary>True where the order of the rows is theirs by nature, as layers' is.</summary>
    public bool IsFixed { get; init; }

    /// <summary>More of a class for the table, as "tight".</summary>
    public string? Class { get; init; }

    /// <summary>The table, in a frame that scrolls where the page is too narrow for it.</summary>
    /// <exception cref="ArgumentException">A row with more or fewer cells than there are columns.</exception>
    public Markup ToMarkup()
    {
        if (Rows.FirstOrDefault(row => row.Length != Columns.Length) is { IsDefault: false } odd)
            throw new ArgumentException($"{Caption}: a row has {odd.Length} cells; there are {Columns.Length} columns.");
        var head = Markup.Join(Columns.Select(name => Tag.Of("th", [("scope", "col"), ("class", IsNumber(name) ? "n" : null)], name.TrimStart('#'))));
        var body = Markup.Join(Rows.Select(row => Tag.Plain("tr", Markup.Join(row.Select(Cell)))));
        string? @class = (IsFixed ? Class : $"sort {Class}".Trim()) is { Length: > 0 } some ? some : null;
        var table = Tag.Of("table", [("class", @class)], Tag.Plain("caption", Caption), Tag.Plain("thead", Tag.Plain("tr", head)), Tag.Plain("tbody", body));
        return Tag.Of("div", [("class", "wide"), ("role", "group"), ("tabindex", "0"), ("aria-label", Caption)], table);
    }

    private Markup Cell(Markup content, int column) => column == 0
        ? Tag.Of("th", [("scope", "row"), ("class", IsNumber(Columns[0]) ? "n" : null)], content)
        : Tag.Of("td", [("class", IsNumber(Columns[column]) ? "n" : null)], content);

    private static bool IsNumber(string name) => name.StartsWith(NumberMark, StringComparison.Ordinal);
}
