using Interp.Samples.Shared.Charts;
using ScottPlot;
using SkiaSharp;

namespace Interp.Samples.Shared.Figures;

/// <summary>Draws a chart: title, legend, and its panels side by side.</summary>
public static class ChartPainter
{
    /// <summary>Draws it.</summary>
    /// <param name="chart">Plain values.</param>
    public static Figure Paint(Chart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        if (chart.Panels.IsEmpty)
            throw new ArgumentException($"{chart.Name} has no panel.", nameof(chart));
        EmbeddedFonts.Register();
        var layout = new ChartLayout(chart);
        return new Figure(layout.Width, layout.Height, canvas => Paint(canvas, layout));
    }

    private static void Paint(SKCanvas canvas, ChartLayout layout)
    {
        for (var panel = 0; panel < layout.Chart.Panels.Length; panel++)
        {
            using var plot = new Plot();
            var area = layout.Panel(panel);
            var drawn = new PanelPlot(plot, layout.Chart.Panels[panel], layout.Chart.NamesLinesAtEndsOf(layout.Chart.Panels[panel]), layout.IsSmall, area);
            drawn.Draw();
            plot.Render(canvas, area);
            FigureText.Write(canvas, layout.Chart.Panels[panel].Title, area.Left + drawn.Left, area.Top + 8, layout.IsSmall ? 13 : 15, PaperColors.Text, bold: true);
        }

        Header(canvas, layout.Chart.Title, layout.Subtitle);
        foreach (var (row, entries) in layout.Legend.Index())
        {
            foreach (var (line, left) in entries)
                Entry(canvas, line, left, layout.LegendTop + row * ChartLayout.LegendLine + ChartLayout.LegendLine / 2);
        }
    }

    /// <summary>Title and subtitle over the left edge.</summary>
    internal static void Header(SKCanvas canvas, string title, IReadOnlyList<string> subtitle)
    {
        FigureText.Write(canvas, title, ChartLayout.Margin, 18, ChartLayout.TitleSize, PaperColors.Text, bold: true);
        foreach (var (index, line) in subtitle.Index())
            FigureText.Write(canvas, line, ChartLayout.Margin, ChartLayout.SubtitleAt(index), ChartLayout.SubtitleSize, PaperColors.Faint);
    }

    private static void Entry(SKCanvas canvas, ChartLine line, float left, float middle)
    {
        var (stroke, gap) = ChartLayout.SwatchSize;
        var color = SKColor.Parse(line.Style.Color);
        if (line.Style.Mark == ChartMark.Bars)
        {
            using var fill = new SKPaint { Color = PanelMarks.BarColor(line).ToSKColor() };
            canvas.DrawRect(left + stroke - 14, middle - 7, 14, 14, fill);
        }
        else if (line.Style.Mark is not (ChartMark.Dots or ChartMark.DotSquares))
        {
            LineMark.Stroke(canvas, [new(left, middle), new(left + stroke, middle)], line.Style, line.Style.Width);
        }

        LineMark.Mark(canvas, line.Style.Mark, new SKPoint(left + stroke / 2, middle), 6, color);
        FigureText.Write(canvas, line.Name, left + stroke + gap, middle, ChartLayout.LegendSize, PaperColors.Text, alignment: Alignment.MiddleLeft);
    }
}
