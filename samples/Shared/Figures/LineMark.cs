using Interp.Samples.Shared.Charts;
using ScottPlot;
using SkiaSharp;

namespace Interp.Samples.Shared.Figures;

/// <summary>A line with its dashes and marks. The dashes are strokes of their own: SVG made by Skia knows no dashes.</summary>
/// <param name="line">What is drawn.</param>
/// <param name="width">Width of the stroke.</param>
/// <param name="mark">Size of the marks.</param>
internal sealed class LineMark(ChartLine line, float width, float mark) : IPlottable
{
    public bool IsVisible { get; set; } = true;

    public IAxes Axes { get; set; } = new Axes();

    public IEnumerable<LegendItem> LegendItems => [];

    public AxisLimits GetAxisLimits() => new(line.Points.Min(point => point.X), line.Points.Max(point => point.X), line.Points.Min(point => point.Y), line.Points.Max(point => point.Y));

    public void Render(RenderPack rp)
    {
        SKPoint[] points = [.. line.Points.Select(point => Axes.GetPixel(new Coordinates(point.X, point.Y))).Select(pixel => new SKPoint(pixel.X, pixel.Y))];
        var color = SKColor.Parse(line.Style.Color);
        if (line.Style.Mark is not (ChartMark.Dots or ChartMark.DotSquares))
            Stroke(rp.Canvas, points, line.Style, width);
        foreach (var point in points)
            Mark(rp.Canvas, line.Style.Mark, point, mark, color);
    }

    /// <summary>A stroke through points, dashed as its style says.</summary>
    public static void Stroke(SKCanvas canvas, SKPoint[] points, ChartStyle style, float width)
    {
        using var paint = new SKPaint { Color = SKColor.Parse(style.Color), IsAntialias = true, StrokeWidth = width, Style = SKPaintStyle.Stroke, StrokeJoin = SKStrokeJoin.Round };
        using var path = new SKPath();
        path.AddPoly(points, close: false);
        if (style.Dash.IsEmpty)
        {
            canvas.DrawPath(path, paint);
            return;
        }

        using var measure = new SKPathMeasure(path);
        using var dashes = new SKPath();
        var at = 0f;
        for (var dash = 0; at < measure.Length; dash++)
        {
            var length = style.Dash[dash % style.Dash.Length];
            if (dash % 2 == 0)
                measure.GetSegment(at, Math.Min(at + length, measure.Length), dashes, startWithMoveTo: true);
            at += length;
        }

        canvas.DrawPath(dashes, paint);
    }

    /// <summary>The mark of a point; none for plain lines.</summary>
    public static void Mark(SKCanvas canvas, ChartMark mark, SKPoint at, float size, SKColor color)
    {
        using var paint = new SKPaint { Color = color, IsAntialias = true };
        var half = size / 2;
        switch (mark)
        {
            case ChartMark.Circles or ChartMark.Dots:
                canvas.DrawCircle(at, half, paint);
                break;
            case ChartMark.Squares or ChartMark.DotSquares:
                canvas.DrawRect(at.X - half, at.Y - half, size, size, paint);
                break;
            case ChartMark.Triangles:
                using (var path = new SKPath())
                {
                    path.AddPoly([new(at.X - half * 1.15f, at.Y + half), new(at.X + half * 1.15f, at.Y + half), new(at.X, at.Y - half * 1.2f)], close: true);
                    canvas.DrawPath(path, paint);
                }

                break;
        }
    }
}
