using System.Collections.Immutable;

namespace Interp.Samples.Shared.Charts;

/// <summary>A figure as plain values: panels side by side.</summary>
public sealed record Chart
{
    private const int MostSideBySide = 4;

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

    /// <summary>True where lines are named at their ends; in grids of small panels a legend above names them.</summary>
    public bool NamesLinesAtEnds => Panels.Length <= 3 && Panels.All(panel => panel.Lines.All(line => line.Style.Mark is not (ChartMark.Bars or ChartMark.Dots)));

    /// <summary>Every line's name and style once, in the order they are read.</summary>
    public IEnumerable<ChartLine> Legend => Panels.SelectMany(panel => panel.Lines.Reverse()).DistinctBy(line => line.Name);
}
