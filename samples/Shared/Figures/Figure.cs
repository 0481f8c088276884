using System.Text.RegularExpressions;
using ScottPlot;

namespace Interp.Samples.Shared.Figures;

/// <summary>A drawn figure, to be saved.</summary>
public sealed partial class Figure : IDisposable
{
    internal const int Width = 900;
    internal const int Height = 560;
    private const int PngScale = 2; // Dots a unit: sharp on screens of today and in print.

    // Where the font is not installed, a browser takes the next in the list and not its book face.
    private const string OtherFonts = ", Helvetica, Arial, sans-serif";

    private readonly Plot _plot;

    internal Figure(Plot plot) => _plot = plot;

    /// <summary>Writes NAME.png and NAME.svg.</summary>
    /// <param name="folder">An existing folder.</param>
    /// <param name="name">Name without ending.</param>
    public void Save(string folder, string name)
    {
        _plot.ScaleFactor = PngScale;
        _plot.SavePng(Path.Combine(folder, name + ".png"), PngScale * Width, PngScale * Height);
        _plot.ScaleFactor = 1;
        var svg = FontFamily().Replace(_plot.GetSvgXml(Width, Height), family => family.Value + OtherFonts);
        File.WriteAllText(Path.Combine(folder, name + ".svg"), svg);
    }

    /// <inheritdoc/>
    public void Dispose() => _plot.Dispose();

    [GeneratedRegex("font-family=\"[^\"]+")]
    private static partial Regex FontFamily();
}
