using System.Collections.Immutable;
using System.Globalization;
using Interp.Core.Studies.Paper;
using Interp.Samples.Shared.Attention;
using Spectre.Console;

namespace Interp.Samples.Shared.Heatmap;

/// <summary>A lens heat map as tables.</summary>
public static class HeatmapTables
{
    /// <summary>A cell a row, for a file.</summary>
    /// <param name="map">The map.</param>
    public static PaperTable Cells(LensHeatmap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return new PaperTable
        {
            Name = "lens",
            Title = "the likeliest next token of every state at every token",
            Columns = ["state", "token", "text", "next", "probability"],
            Rows =
            [
                .. from state in Enumerable.Range(0, map.States.Length)
                   from token in Enumerable.Range(0, map.Tokens.Length)
                   select ImmutableArray.Create<object?>(state, token, AttentionPainter.Shown(map.Tokens[token]), AttentionPainter.Shown(map[state, token].Token), map[state, token].Probability),
            ],
        };
    }

    /// <summary>For the terminal: states upwards, the ground of a cell the bluer, the surer it is; without colours the probability says it.</summary>
    /// <param name="map">The map.</param>
    public static Table Terminal(LensHeatmap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var table = new Table().Border(TableBorder.SimpleHeavy).AddColumn(new TableColumn("state").RightAligned());
        foreach (var token in map.Tokens)
            table.AddColumn(new TableColumn(Markup.Escape(AttentionPainter.Shown(token))).NoWrap());
        for (var state = map.States.Length - 1; state >= 0; state--)
            table.AddRow([state.ToString(CultureInfo.InvariantCulture), .. map.States[state].Select(Cell)]);
        return table;
    }

    private static string Cell(LensCell cell)
    {
        var faint = (int)(255 * (1 - cell.Probability));
        return string.Create(CultureInfo.InvariantCulture, $"[{(cell.Probability > 0.5 ? "white" : "black")} on #{faint:x2}{faint:x2}ff]{Markup.Escape(AttentionPainter.Shown(cell.Token))} {cell.Probability:0.00}[/]");
    }
}
