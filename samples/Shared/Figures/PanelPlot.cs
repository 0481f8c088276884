using System.Globalization;
using Interp.Samples.Shared.Charts;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Interp.Samples.Shared.Figures;

/// <summary>One panel of a chart as a plot.</summary>
internal sealed class PanelPlot
{
    private const float NameGap = 10; // Between a line's end and its name.
    private const float Air = 0.02f;  // Of the width, before the first place of the horizontal axis.

    private readonly Plot _plot;
    private readonly ChartPanel _panel;
    private readonly bool _names;
    private readonly bool _small;
    private readonly float _width;
    private readonly float _height;
    private readonly (double Low, double High) _y;
    private readonly (double Low, double High) _right;

    /// <param name="plot">Gets everything.</param>
    /// <param name="panel">What is drawn.</param>
    /// <param name="names">Whether lines are named at their ends.</param>
    /// <param name="small">Whether it is one of many.</param>
    /// <param name="area">Where it will lie.</param>
    public PanelPlot(Plot plot, ChartPanel panel, bool names, bool small, PixelRect area)
    {
        (_plot, _panel, _names, _small) = (plot, panel, names, small);
        Left = LeftRoom(panel, small);
        var lines = panel.X.Ticks.Select(tick => 1 + tick.Text.Count(letter => letter == '\n')).DefaultIfEmpty(1).Max();
        var padding = new PixelPadding(Left, panel.Right is null ? 14 : 66, (small ? 50 : 60) + (lines - 1) * 18, 36);
        _plot.Layout.Fixed(padding);
        (_width, _height) = (area.Width - padding.Left - padding.Right, area.Height - padding.Top - padding.Bottom);
        _y = Range(panel.Y, [.. panel.Lines.Where(line => !line.OnRight)]);
        _right = panel.Right is null ? (0, 1) : Range(panel.Right, [.. panel.Lines.Where(line => line.OnRight)]);
    }

    /// <summary>Room for the numbers or names of the left axis.</summary>
    private static float LeftRoom(ChartPanel panel, bool small) => panel.Y.Ticks.IsEmpty
        ? small ? 58 : 76
        : 40 + panel.Y.Ticks.Max(tick => FigureText.Width(tick.Text, small ? 11 : 13));

    /// <summary>Left edge of the area that data are drawn in.</summary>
    public float Left { get; }

    private float NameSize => _panel.Lines.Length > 8 ? 11 : 13;

    private float TickSize => _small ? 11 : 13;

    /// <summary>Axes, marks and names.</summary>
    public void Draw()
    {
        _plot.FigureBackground.Color = Colors.Transparent;
        _plot.DataBackground.Color = Colors.Transparent;
        _plot.HideGrid();
        _plot.HideLegend();
        _plot.Axes.Frame(false);
        _plot.RenderManager.ClearCanvasBeforeEachRender = false; // There are other panels on it.

        var (left, end) = HorizontalAxis();
        VerticalAxis(_plot.Axes.Left, _panel.Y, _y, _panel.Y.Ticks, left, end);
        if (_panel.Right is { } right)
            VerticalAxis(_plot.Axes.Right, right, _right, right.Ticks, null, null);
        foreach (var line in _panel.Lines.Where(line => line.Style.IsMain))
            PanelMarks.Band(_plot, line);
        PanelMarks.Bars(_plot, [.. _panel.Lines.Where(line => line.Style.Mark == ChartMark.Bars)], _y);
        foreach (var line in _panel.Lines.Where(line => line.Style.Mark != ChartMark.Bars))
            PanelMarks.Line(_plot, line, _small);
        if (_names)
            Names(end);
    }

    /// <summary>From the first point to the last, with room for names behind.</summary>
    private (double Left, double End) HorizontalAxis()
    {
        double[] xs = [.. _panel.Lines.SelectMany(line => line.Points).Select(point => point.X)];
        var (low, high) = (_panel.X.Low ?? xs.Min(), _panel.X.High ?? xs.Max());
        var span = Math.Max(high - low, 1e-9);
        var isBars = _panel.Lines.Any(line => line.Style.Mark == ChartMark.Bars);
        var room = _names ? NameGap + _panel.Lines.Max(line => FigureText.Width(EndText(line), NameSize, bold: true)) + 4 : 0;
        var air = isBars ? 0.6 / span : _panel.X.IsWhole ? Air : 0.05; // Dots stand free of the edge.
        var unit = span * (1 + 2 * air) / (_width - room);
        _plot.Axes.SetLimits(low - air * span, high + air * span + unit * room, _y.Low, _y.High);

        double[] places = !_panel.X.Ticks.IsEmpty ? [.. _panel.X.Ticks.Select(tick => tick.At)]
            : _panel.X.IsWhole ? [.. AxisTicks.Whole((int)high, _small ? 7 : _width - room < 400 ? 8 : 14).Where(tick => tick >= low).Select(tick => (double)tick)]
            : AxisTicks.Round(low, high, 6);
        string[] texts = !_panel.X.Ticks.IsEmpty ? [.. _panel.X.Ticks.Select(tick => tick.Text)] : AxisTicks.Texts(places);
        Ticks(_plot.Axes.Bottom, _panel.X.Name, places, texts);
        _plot.Axes.Bottom.Label.OffsetX = -room / 2; // The name belongs under the lines, not under the room for their names.
        return (low, high);
    }

    private void VerticalAxis(IYAxis axis, ChartAxis meaning, (double Low, double High) range, IReadOnlyList<ChartTick> named, double? left, double? end)
    {
        axis.Range.Set(range.Low, range.High);
        double[] places = named.Count > 0 ? [.. named.Select(tick => tick.At)] : AxisTicks.Round(range.Low, range.High, _height < 200 ? 5 : 9);
        Ticks(axis, meaning.Name, places, named.Count > 0 ? [.. named.Select(tick => tick.Text)] : AxisTicks.Texts(places));
        if (left is not { } from || end is not { } to)
            return;
        var isBars = _panel.Lines.Any(line => line.Style.Mark == ChartMark.Bars);
        foreach (var place in places)
        {
            var line = _plot.Add.Line(isBars ? from - 0.5 : from, place, isBars ? to + 0.5 : to, place);
            line.LineColor = PaperColors.Grid;
            line.LineWidth = 1;
            line.MarkerStyle = MarkerStyle.None;
        }
    }

    private void Ticks(IAxis axis, string name, double[] places, string[] texts)
    {
        axis.TickGenerator = new NumericManual(places, texts);
        axis.Label.Text = name;
        Text(axis.Label, _small ? 12 : 14, PaperColors.Text, bold: false);
        axis.TickLabelStyle.FontName = EmbeddedFonts.Family;
        axis.TickLabelStyle.FontSize = TickSize;
        axis.TickLabelStyle.ForeColor = PaperColors.Faint;
        axis.MajorTickStyle.Length = axis.Edge == Edge.Bottom ? 4 : 0;
        axis.MajorTickStyle.Color = PaperColors.Faint;
        axis.MinorTickStyle.Length = 0;
    }

    /// <summary>Names at the ends of lines, apart from each other.</summary>
    private void Names(double end)
    {
        ChartLine[] lines = [.. _panel.Lines.Where(line => line.Points.Length > 0)];
        var lineHeight = 1.45 * NameSize / _height;
        double Share(ChartLine line) => line.OnRight ? (line.Points[^1].Y - _right.Low) / (_right.High - _right.Low) : (line.Points[^1].Y - _y.Low) / (_y.High - _y.Low);
        var places = Spread.Apart([.. lines.Select(Share)], lineHeight, 0, 1);
        for (var i = 0; i < lines.Length; i++)
        {
            var name = _plot.Add.Text(EndText(lines[i]), end, _y.Low + places[i] * (_y.High - _y.Low));
            name.LabelFontName = EmbeddedFonts.Family;
            name.LabelFontSize = NameSize;
            name.LabelBold = lines[i].Style.IsMain;
            name.LabelFontColor = Color.FromHex(lines[i].Style.Color).Darken(0.25);
            name.LabelAlignment = Alignment.MiddleLeft;
            name.OffsetX = NameGap;
        }
    }

    private static string EndText(ChartLine line) => line.Points.IsEmpty ? line.Name : string.Create(CultureInfo.InvariantCulture, $"{line.Name}  {line.Points[^1].Y:0.00}");

    private static void Text(LabelStyle label, float size, Color color, bool bold)
    {
        label.FontName = EmbeddedFonts.Family;
        label.FontSize = size;
        label.ForeColor = color;
        label.Bold = bold;
    }

    /// <summary>Limits that hold every point and band, a little wider than round numbers where they are not given.</summary>
    private static (double Low, double High) Range(ChartAxis axis, ChartLine[] lines)
    {
        ChartPoint[] points = [.. lines.SelectMany(line => line.Points)];
        double[] lows = [.. lines.SelectMany(line => line.Points.Select(point => line.Style.IsMain ? point.Low ?? point.Y : point.Y))];
        double[] highs = [.. lines.SelectMany(line => line.Points.Select(point => line.Style.IsMain ? point.High ?? point.Y : point.Y))];
        var (low, high) = (axis.Low ?? lows.DefaultIfEmpty(0).Min(), axis.High ?? highs.DefaultIfEmpty(1).Max());
        var air = Math.Max((lines.Any(line => line.Style.Mark == ChartMark.Dots) ? 0.08 : 0.03) * (high - low), high - low < 1e-9 ? 0.05 : 1e-9);
        return (axis.Low ?? (low - air), axis.High ?? (high + air));
    }
}
