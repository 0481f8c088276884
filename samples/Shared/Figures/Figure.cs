using System.Text;
using System.Text.RegularExpressions;
using SkiaSharp;

namespace Interp.Samples.Shared.Figures;

/// <summary>A drawn figure, to be saved.</summary>
public sealed partial class Figure
{
    /// <summary>Dots a unit of PNGs: sharp on screens of today and in print.</summary>
    public const int DefaultScale = 2;

    private const int MostCompression = 9;

    // Where the font is not installed, a browser takes the next in the list and not its book face.
    private const string OtherFonts = ", Helvetica, Arial, sans-serif";

    private readonly Action<SKCanvas> _paint;

    internal Figure(int width, int height, Action<SKCanvas> paint) => (Width, Height, _paint) = (width, height, paint);

    /// <summary>Width in figure units, which are pixels of the SVG.</summary>
    public int Width { get; }

    /// <summary>Height in figure units.</summary>
    public int Height { get; }

    /// <summary>Writes NAME.png and NAME.svg.</summary>
    /// <param name="folder">An existing folder.</param>
    /// <param name="name">Name without ending.</param>
    /// <param name="scale">Dots a unit of the PNG.</param>
    public void Save(string folder, string name, int scale = DefaultScale)
    {
        File.WriteAllText(Path.Combine(folder, name + ".svg"), ToSvg());
        using var surface = SKSurface.Create(new SKImageInfo(scale * Width, scale * Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        surface.Canvas.Clear(SKColors.White);
        surface.Canvas.Scale(scale);
        _paint(surface.Canvas);
        using var pixels = surface.PeekPixels();
        using var file = File.Create(Path.Combine(folder, name + ".png"));
        if (!pixels.Encode(file, new SKPngEncoderOptions(SKPngEncoderFilterFlags.NoFilters, MostCompression))) // Flat colours: filters only make it larger.
            throw new IOException($"{file.Name}: the picture could not be written as PNG.");
    }

    /// <summary>The figure as SVG, text as text.</summary>
    public string ToSvg()
    {
        using var stream = new MemoryStream();
        using (var canvas = SKSvgCanvas.Create(SKRect.Create(Width, Height), stream))
            _paint(canvas);
        var svg = Encoding.UTF8.GetString(stream.ToArray());
        return FontFamily().Replace(svg, family => family.Value + OtherFonts);
    }

    [GeneratedRegex("font-family=\"[^\"]+")]
    private static partial Regex FontFamily();
}
