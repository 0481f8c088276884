using System.Collections.Immutable;
using System.Globalization;
using Interp.Core.Metrics;
using Interp.Core.Studies;
using ScottPlot;

namespace Interp.Samples.Shared.Figures;

/// <summary>
/// Calibrated accuracy by layer under correct and false labels, as the paper's Figures 1 and 3 draw it: correct green,
/// permuted red, zero-shot thin blue, chance dashed black, each named at its end; bands are 95 % intervals.
/// </summary>
public static class LayerFigure
{
    private const float NameSize = 14;
    private const float NameGap = 12; // Between a line's end and its name.

    /// <summary>Draws the curves.</summary>
    /// <param name="curves">What to draw.</param>
    /// <param name="chance">Accuracy of a guess.</param>
    /// <param name="title">Above the figure.</param>
    /// <param name="subtitle">Under the title.</param>
    public static Figure Draw(StateCurves curves, double chance, string title, string subtitle)
    {
        ArgumentNullException.ThrowIfNull(curves);
        ImmutableArray<Line> lines =
        [
            new("chance", PaperColors.Chance, 1.2f, [.. curves.Correct.Select(_ => new Interval(chance, chance, chance))], LinePattern.Dashed),
            new("zero-shot", PaperColors.ZeroShot, 1.2f, curves.ZeroShot, LinePattern.Solid),
            new($"{curves.Setting.Title()} labels", PaperColors.Of(curves.Setting), 2.5f, curves.False, LinePattern.Solid),
            new("correct labels", PaperColors.Correct, 2.5f, curves.Correct, LinePattern.Solid),
        ];
        var (low, high) = Range(lines);

        EmbeddedFonts.Register();
        var plot = new Plot();
        FigureStyle.Apply(plot, title, subtitle);
        FigureStyle.Axes(plot, "layer", curves.LastState, WidestName(lines), "calibrated accuracy", low, high);
        foreach (var line in lines)
            DrawBand(plot, line);
        foreach (var line in lines)
            DrawLine(plot, line);
        DrawNames(plot, lines, curves.LastState, low, high);
        return new Figure(plot);
    }

    /// <summary>Axis limits that hold every line and band, on twentieths within 0..1.</summary>
    private static (double Low, double High) Range(ImmutableArray<Line> lines)
    {
        var points = lines.SelectMany(line => line.Points).ToArray();
        var low = Math.Clamp(Math.Floor(points.Min(point => point.Lower) * 20) / 20, 0, 0.9);
        var high = Math.Clamp(Math.Ceiling(points.Max(point => point.Upper) * 20) / 20, low + 0.1, 1);
        return (low - 0.01, high + 0.01);
    }

    private static void DrawBand(Plot plot, Line line)
    {
        if (line.Points.All(point => point.Lower == point.Upper))
            return;
        var band = plot.Add.FillY([.. line.Points.Select((point, layer) => ((double)layer, Math.Max(point.Lower, 0), Math.Min(point.Upper, 1)))]);
        band.FillColor = line.Color.WithAlpha(line.IsMain ? 0.16 : 0.07);
        band.LineWidth = 0;
        band.MarkerStyle = MarkerStyle.None;
    }

    private static void DrawLine(Plot plot, Line line)
    {
        double[] layers = [.. Enumerable.Range(0, line.Points.Length)];
        double[] estimates = [.. line.Points.Select(point => point.Estimate)];
        var drawn = plot.Add.Scatter(layers, estimates, line.Color);
        drawn.LineWidth = line.Width;
        drawn.LinePattern = line.Pattern;
        drawn.MarkerSize = line.IsMain ? 5.5f : 0;
    }

    private static void DrawNames(Plot plot, ImmutableArray<Line> lines, int lastLayer, double low, double high)
    {
        var lineHeight = 1.7 * NameSize / FigureStyle.DataHeight * (high - low);
        var places = Spread.Apart([.. lines.Select(line => line.Points[^1].Estimate)], lineHeight, low, high);
        for (var i = 0; i < lines.Length; i++)
        {
            var name = plot.Add.Text(lines[i].EndText, lastLayer, places[i]);
            name.LabelFontName = EmbeddedFonts.Family;
            name.LabelFontSize = NameSize;
            name.LabelBold = lines[i].IsMain;
            name.LabelFontColor = lines[i].Color;
            name.LabelAlignment = Alignment.MiddleLeft;
            name.OffsetX = NameGap;
        }
    }

    /// <summary>Room for the names right of the lines' ends, in figure units.</summary>
    private static float WidestName(ImmutableArray<Line> lines)
    {
        using var paint = Paint.NewDisposablePaint();
        return NameGap + lines.Max(line => new LabelStyle { Text = line.EndText, FontName = EmbeddedFonts.Family, FontSize = NameSize, Bold = true }.Measure(paint).Width);
    }

    private sealed record Line(string Name, Color Color, float Width, ImmutableArray<Interval> Points, LinePattern Pattern)
    {
        public bool IsMain => Width > 2;

        public string EndText => string.Create(CultureInfo.InvariantCulture, $"{Name}  {Points[^1].Estimate:0.00}");
    }
}
