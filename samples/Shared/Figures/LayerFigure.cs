using Interp.Core.Studies;
using Interp.Samples.Shared.Charts;

namespace Interp.Samples.Shared.Figures;

/// <summary>
/// Calibrated accuracy by layer under correct and false labels, as the paper's Figures 1 and 3 draw it: correct green,
/// permuted red, zero-shot thin blue, chance dashed black, each named at its end; bands are 95 % intervals.
/// </summary>
public static class LayerFigure
{
    /// <summary>Draws the curves.</summary>
    /// <param name="curves">What to draw.</param>
    /// <param name="chance">Accuracy of a guess.</param>
    /// <param name="title">Above the figure.</param>
    /// <param name="subtitle">Under the title.</param>
    public static Figure Draw(StateCurves curves, double chance, string title, string subtitle)
    {
        ArgumentNullException.ThrowIfNull(curves);
        return ChartPainter.Paint(new Chart
        {
            Name = "accuracy-by-layer",
            Title = title,
            Subtitle = subtitle,
            Panels =
            [
                LayerPanels.Of("", chance, curves.ZeroShot, (curves.Setting, curves.False), curves.Correct),
            ],
        });
    }
}
