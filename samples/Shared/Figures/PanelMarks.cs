using System.Globalization;
using Interp.Samples.Shared.Charts;
using ScottPlot;

namespace Interp.Samples.Shared.Figures;

/// <summary>Lines, bands and bars of a panel.</summary>
internal static class PanelMarks
{
    private const double BandAlpha = 0.055; // Three over each other are still lighter than any line.
    private const double EdgeAlpha = 0.35;

    /// <summary>The intervals of a line as a faint band with thin edges.</summary>
    public static void Band(Plot plot, ChartLine line)
    {
        if (line.Style.Mark is ChartMark.Bars or ChartMark.Dots or ChartMark.DotSquares)
            return;
        ChartPoint[] points = [.. line.Points.Where(point => point.Low is not null && point.High is not null)];
        if (points.Length < 2 || points.All(point => point.Low == point.High))
            return;
        var color = Color.FromHex(line.Style.Color);
        var band = plot.Add.FillY([.. points.Select(point => (point.X, point.Low!.Value, point.High!.Value))]);
        band.FillColor = color.WithAlpha(BandAlpha);
        band.LineWidth = 0;
        band.MarkerStyle = MarkerStyle.None;
        foreach (var edge in new Func<ChartPoint, double>[] { point => point.Low!.Value, point => point.High!.Value })
        {
            var drawn = plot.Add.ScatterLine(points.Select(point => point.X).ToArray(), points.Select(edge).ToArray(), color.WithAlpha(EdgeAlpha));
            drawn.LineWidth = 0.6f;
        }
    }

    /// <summary>A line, or points.</summary>
    public static void Line(Plot plot, ChartLine line, bool small)
    {
        if (line.Points.IsEmpty)
            return;
        var size = line.Style.Mark is ChartMark.Dots or ChartMark.DotSquares ? 7 : small || line.Points.Length > 36 ? 3.2f : 5;
        var drawn = new LineMark(line, small ? Math.Max(1, 0.75f * line.Style.Width) : line.Style.Width, size);
        if (line.OnRight)
            drawn.Axes.YAxis = plot.Axes.Right;
        plot.Add.Plottable(drawn);
        foreach (var point in line.Points.Where(point => point.Label is not null))
        {
            var name = plot.Add.Text(point.Label!, point.X, point.Y);
            name.LabelFontName = EmbeddedFonts.Family;
            name.LabelFontSize = 11;
            name.LabelFontColor = PaperColors.Text;
            name.LabelAlignment = Alignment.LowerLeft;
            name.OffsetX = 4;
            name.OffsetY = -2;
        }
    }

    /// <summary>Of a bar: the line's colour, lighter, so that whisker and number stand out.</summary>
    public static Color BarColor(ChartLine line) => Color.FromHex(line.Style.Color).MixedWith(Colors.White, 0.35);

    /// <summary>Groups of bars around whole places, each with its interval and its height in figures.</summary>
    public static void Bars(Plot plot, IReadOnlyList<ChartLine> lines, (double Low, double High) range)
    {
        var width = 0.8 / Math.Max(lines.Count, 1);
        foreach (var (index, line) in lines.Index())
        {
            var color = Color.FromHex(line.Style.Color);
            foreach (var point in line.Points)
            {
                var center = point.X + (index - (lines.Count - 1) / 2.0) * width;
                var bar = plot.Add.Rectangle(center - 0.46 * width, center + 0.46 * width, Math.Max(0, range.Low), point.Y);
                bar.FillColor = BarColor(line);
                bar.LineWidth = 0;
                if (point is { Low: { } low, High: { } high })
                {
                    var whisker = plot.Add.Line(center, low, center, high);
                    whisker.LineColor = PaperColors.Text;
                    whisker.LineWidth = 1.2f;
                    whisker.MarkerStyle = MarkerStyle.None;
                }

                var text = plot.Add.Text(point.Y.ToString("F3", CultureInfo.InvariantCulture), center, Math.Max(point.High ?? point.Y, point.Y));
                text.LabelFontName = EmbeddedFonts.Family;
                text.LabelFontSize = 12;
                text.LabelFontColor = PaperColors.Text;
                text.LabelAlignment = Alignment.LowerCenter;
                text.OffsetY = -3;
            }
        }
    }
}
