using System.Collections.Immutable;
using Interp.Core.Studies.Paper;

namespace Interp.Samples.Shared.Charts;

/// <summary>The numbers of a chart.</summary>
public static class ChartTables
{
    private static readonly ImmutableArray<string> Columns = ["panel", "line", "x", "y", "low", "high", "label"];

    /// <summary>Exactly what is drawn, a point a row, for a file.</summary>
    /// <param name="chart">The chart.</param>
    public static PaperTable Points(Chart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        return new PaperTable
        {
            Name = chart.Name,
            Title = chart.Title,
            Columns = Columns,
            Rows =
            [
                .. from panel in chart.Panels
                   from line in panel.Lines
                   from point in line.Points
                   select ImmutableArray.Create<object?>(panel.Title, line.Name, point.X, point.Y, point.Low, point.High, point.Label),
            ],
        };
    }

    /// <summary>A panel for people: a row for each place of the horizontal axis, a column for each line.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="digits">Digits after the point.</param>
    public static PaperTable Of(ChartPanel panel, int digits = 3)
    {
        ArgumentNullException.ThrowIfNull(panel);
        var names = panel.X.Ticks.ToDictionary(tick => tick.At, tick => (object?)tick.Text.ReplaceLineEndings(" "));
        ChartLine[] lines = [.. panel.Lines.Reverse()];
        var points = lines.Select(line => line.Points.ToLookup(point => point.X)).ToArray();
        return new PaperTable
        {
            Name = panel.Title,
            Title = panel.Title.Length == 0 ? panel.Y.Name : $"{panel.Title}: {panel.Y.Name}{(panel.Right is { } right ? $" and {right.Name}" : "")}",
            Columns = [panel.X.Name, .. lines.Select(line => line.Name)],
            Rows =
            [
                .. panel.Lines.SelectMany(line => line.Points).Select(point => point.X).Distinct().Order().Select(x => (ImmutableArray<object?>)
                [
                    names.TryGetValue(x, out var name) ? name : panel.X.IsWhole ? (object)(int)x : x,
                    .. points.Select(line => line[x].Any() ? (object?)line[x].First().Y : null),
                ]),
            ],
            Digits = digits,
        };
    }
}
