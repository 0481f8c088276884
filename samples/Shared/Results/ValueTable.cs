using System.Globalization;
using Interp.Core.Studies.Paper;
using Spectre.Console;

namespace Interp.Samples.Shared.Results;

/// <summary>One of the paper's tables for the terminal; a wide one of few rows is turned, so that each model is a column.</summary>
public static class ValueTable
{
    private const int Wide = 8;

    /// <summary>Makes the table.</summary>
    /// <param name="values">Its cells.</param>
    public static Table Of(PaperTable values)
    {
        ArgumentNullException.ThrowIfNull(values);
        string[][] lines = [[.. values.Columns], .. values.Rows.Select(row => row.Select(cell => Cell(cell, values.Digits)).ToArray())];
        if (values.Columns.Length > Wide && lines.Length <= Wide)
            lines = [.. values.Columns.Select((_, column) => lines.Select(line => line[column]).ToArray())];
        else if (values.Columns.Length > Wide)
            lines[0] = [.. lines[0].Select(name => name.Replace('_', '\n'))];

        var table = new Table().Border(TableBorder.SimpleHeavy).Title(Markup.Escape(values.Title));
        foreach (var (index, name) in lines[0].Index())
        {
            var column = new TableColumn(new Text(name)).NoWrap();
            table.AddColumn(index == 0 ? column : column.RightAligned());
        }

        foreach (var line in lines.Skip(1))
            table.AddRow(line.Select(cell => new Text(cell)));
        return table;
    }

    private static string Cell(object? cell, int digits) => cell switch
    {
        null => "-",
        double number => Rounded(number, digits),
        _ => Convert.ToString(cell, CultureInfo.InvariantCulture)!,
    };

    /// <summary>Rounded as the decimal number that rows hold: 0.4925 is half a step and goes up, though its double lies below.</summary>
    private static string Rounded(double number, int digits) => Math.Abs(number) < 1e15
        ? Math.Round((decimal)number, digits, MidpointRounding.AwayFromZero).ToString($"F{digits}", CultureInfo.InvariantCulture)
        : number.ToString($"F{digits}", CultureInfo.InvariantCulture);
}
