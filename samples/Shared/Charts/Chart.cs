using System.Collections.Immutable;

namespace Interp.Samples.Shared.Charts;

/// <summary>A figure as plain values: panels side by side.</summary>
public sealed record Chart
{
    private const int MostSideBySide = 4;
    private const int MostNamed = 3;

    /// <summary>Short name, fit for a file.</summary>
    public required string Name { get; init; }

    /// <summary>Above it.</summary>
    public required string Title { get; init; }

    /// <summary>Under the title: whose numbers, how many, what bands are.</summary>
    public required string Subtitle { get; init; }

    /// <summary>The panels, line by line.</summary>
    public required ImmutableArray<ChartPanel> Panels { get; init; }

    /// <summary>Panels in a row.</summary>
    public int Columns => Panels.Length <= 3 ? Panels.Length : Math.Min(MostSideBySide, (Panels.Length + 1) / 2);

    /// <summary>Lines that a legend must name, once each: those of grids, bars and dots.</summary>
    public IEnumerable<ChartLine> Legend => Panels.Where(panel => !NamesLinesAtEndsOf(panel)).SelectMany(panel => panel.Lines.Any(line => line.Style.Mark == ChartMark.Bars) ? panel.Lines : panel.Lines.Reverse()).DistinctBy(line => line.Name);

    /// <summary>True where a panel's lines are named at their ends, which needs room.</summary>
    /// <param name="panel">One of the panels.</param>
    public bool NamesLinesAtEndsOf(ChartPanel panel)
    {
        ArgumentNullException.ThrowIfNull(panel);
        return Panels.Length <= MostNamed && panel.Right is null && panel.Lines.All(line => line.Style.Mark is not (ChartMark.Bars or ChartMark.Dots or ChartMark.DotSquares));
    }
}
