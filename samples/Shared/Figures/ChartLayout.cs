using Interp.Samples.Shared.Charts;
using ScottPlot;

namespace Interp.Samples.Shared.Figures;

/// <summary>Where the parts of a chart lie.</summary>
internal sealed class ChartLayout
{
    public const float Margin = 28;
    public const float TitleSize = 20;
    public const float SubtitleSize = 13;
    public const float LegendSize = 13;
    public const float LegendLine = 20;
    private const float SubtitleLine = 18;
    private const float SubtitleTop = 48;
    private const float Swatch = 34;

    private readonly float _panelsTop;
    private readonly (int Width, int Height) _panel;

    public ChartLayout(Chart chart)
    {
        Chart = chart;
        var names = chart.Panels.Any(chart.NamesLinesAtEndsOf);
        _panel = chart.Columns switch
        {
            1 => (900, 482),
            2 when names => (680, 430),
            2 => (560, 400),
            3 when names => (610, 430),
            3 => (420, 330),
            _ => (330, 270),
        };
        Width = _panel.Width * chart.Columns;
        Subtitle = FigureText.Wrap(chart.Subtitle, SubtitleSize, Width - 2 * Margin);
        Legend = chart.Legend.Any() ? LegendRows(chart) : [];
        LegendTop = SubtitleTop + Subtitle.Count * SubtitleLine + 8;
        _panelsTop = LegendTop + (Legend.Count == 0 ? 4 : Legend.Count * LegendLine + 12);
        Height = (int)Math.Ceiling(_panelsTop) + Rows * _panel.Height;
    }

    public Chart Chart { get; }

    public int Width { get; }

    public int Height { get; }

    public IReadOnlyList<string> Subtitle { get; }

    /// <summary>Lines of the legend, each an entry with its left edge.</summary>
    public IReadOnlyList<IReadOnlyList<(ChartLine Line, float Left)>> Legend { get; }

    public float LegendTop { get; }

    public bool IsSmall => _panel.Width < 400;

    private int Rows => (Chart.Panels.Length + Chart.Columns - 1) / Chart.Columns;

    public PixelRect Panel(int index)
    {
        var left = index % Chart.Columns * _panel.Width;
        var top = _panelsTop + index / Chart.Columns * _panel.Height;
        return new PixelRect(left, left + _panel.Width, top + _panel.Height, top);
    }

    public static float SubtitleAt(int line) => SubtitleTop + line * SubtitleLine;

    /// <summary>Width of a legend's stroke, and the gap after it.</summary>
    public static (float Stroke, float Gap) SwatchSize => (Swatch, 8);

    private List<IReadOnlyList<(ChartLine Line, float Left)>> LegendRows(Chart chart)
    {
        var rows = new List<IReadOnlyList<(ChartLine Line, float Left)>>();
        var row = new List<(ChartLine Line, float Left)>();
        var left = Margin;
        foreach (var line in chart.Legend)
        {
            var width = Swatch + 8 + FigureText.Width(line.Name, LegendSize) + 26;
            if (row.Count > 0 && left + width > Width - Margin)
            {
                rows.Add(row);
                (row, left) = ([], Margin);
            }

            row.Add((line, left));
            left += width;
        }

        rows.Add(row);
        return rows;
    }
}
