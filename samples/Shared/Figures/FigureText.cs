using ScottPlot;
using SkiaSharp;

namespace Interp.Samples.Shared.Figures;

/// <summary>Text straight on a figure, in the figures' own font.</summary>
internal static class FigureText
{
    /// <summary>Writes a line; the place is where its alignment says.</summary>
    public static void Write(SKCanvas canvas, string text, float x, float y, float size, Color color, bool bold = false, Alignment alignment = Alignment.UpperLeft)
    {
        using var paint = Paint.NewDisposablePaint();
        Style(text, size, color, bold, alignment).Render(canvas, new Pixel(x, y), paint);
    }

    /// <summary>Width of a line.</summary>
    public static float Width(string text, float size, bool bold = false)
    {
        if (text.Length == 0)
            return 0;
        using var paint = Paint.NewDisposablePaint();
        return Style(text, size, Colors.Black, bold, Alignment.UpperLeft).Measure(paint).Width;
    }

    /// <summary>Lines of at most a width, broken between words.</summary>
    public static IReadOnlyList<string> Wrap(string text, float size, float width)
    {
        var lines = new List<string>();
        foreach (var word in text.Split(' '))
        {
            if (lines.Count > 0 && Width($"{lines[^1]} {word}", size) <= width)
                lines[^1] += " " + word;
            else
                lines.Add(word);
        }

        return lines;
    }

    private static LabelStyle Style(string text, float size, Color color, bool bold, Alignment alignment)
    {
        EmbeddedFonts.Register();
        return new LabelStyle { Text = text, FontName = EmbeddedFonts.Family, FontSize = size, Bold = bold, ForeColor = color, Alignment = alignment };
    }
}
