using ScottPlot;

namespace Interp.Samples.Shared.Figures;

/// <summary>Colours that are no line's.</summary>
internal static class PaperColors
{
    public static Color Text { get; } = Color.FromHex("#222222");

    public static Color Faint { get; } = Color.FromHex("#666666");

    public static Color Grid { get; } = Color.FromHex("#e6e6e6");
}
