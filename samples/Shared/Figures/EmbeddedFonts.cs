using ScottPlot;
using SkiaSharp;

namespace Interp.Samples.Shared.Figures;

/// <summary>The figures' own font, so that they look alike on machines without any.</summary>
internal sealed class EmbeddedFonts : IFontResolver
{
    /// <summary>Name of the family, as in figures.</summary>
    public const string Family = "Open Sans";

    private static readonly Lazy<EmbeddedFonts> Instance = new(() =>
    {
        var fonts = new EmbeddedFonts();
        Fonts.FontResolvers.Insert(0, fonts);
        return fonts;
    });

    private readonly SKTypeface _regular = Load("OpenSans-Regular.ttf");
    private readonly SKTypeface _semibold = Load("OpenSans-Semibold.ttf");

    private EmbeddedFonts()
    {
    }

    /// <summary>Makes the font known to ScottPlot; needed once a process.</summary>
    public static void Register() => _ = Instance.Value;

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
        fontName == Family ? weight >= FontWeight.SemiBold ? _semibold : _regular : null;

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
        CreateTypeface(fontName, bold ? FontWeight.Bold : FontWeight.Normal, FontSlant.Upright, FontSpacing.Normal);

    private static SKTypeface Load(string name)
    {
        using var stream = typeof(EmbeddedFonts).Assembly.GetManifestResourceStream(name)!;
        return SKTypeface.FromStream(stream);
    }
}
