namespace Interp.Samples.Shared.Html.Svg;

/// <summary>The elements that pictures are made of.</summary>
internal static class Draw
{
    public static Markup Line(string @class, double x1, double y1, double x2, double y2) =>
        Tag.Of("line", [("class", @class), ("x1", Num.At(x1)), ("y1", Num.At(y1)), ("x2", Num.At(x2)), ("y2", Num.At(y2))]);

    public static Markup Rectangle(string @class, double x, double y, double width, double height, string? title = null) => Tag.Of(
        "rect", [("class", @class), ("x", Num.At(x)), ("y", Num.At(y)), ("width", Num.At(width)), ("height", Num.At(height))],
        title is null ? Markup.Empty : Tag.Plain("title", title));

    public static Markup Text(string @class, double x, double y, string text) => Tag.Of("text", [("class", @class), ("x", Num.At(x)), ("y", Num.At(y))], text);

    public static Markup Circle(string @class, double x, double y, double radius) =>
        Tag.Of("circle", [("class", @class), ("cx", Num.At(x)), ("cy", Num.At(y)), ("r", Num.At(radius))]);

    public static Markup Polyline(string @class, IEnumerable<(double X, double Y)> points) => Tag.Of("polyline", [("class", @class), ("points", Points(points))]);

    public static Markup Polygon(string @class, IEnumerable<(double X, double Y)> points) => Tag.Of("polygon", [("class", @class), ("points", Points(points))]);

    private static string Points(IEnumerable<(double X, double Y)> points) => string.Join(' ', points.Select(point => $"{Num.At(Math.Round(point.X, 1))},{Num.At(Math.Round(point.Y, 1))}"));
}
