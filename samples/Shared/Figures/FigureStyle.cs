using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Interp.Samples.Shared.Figures;

/// <summary>What all figures have in common: white ground, few lines, one font.</summary>
internal static class FigureStyle
{
    /// <summary>Height of the area that data are drawn in.</summary>
    public const float DataHeight = Figure.Height - Top - Bottom;

    private const float Left = 78;
    private const float Right = 12;
    private const float Top = 84;
    private const float Bottom = 62;
    private const float TickSize = 13;
    private const float LabelSize = 14;

    /// <summary>Ground, margins and title.</summary>
    public static void Apply(Plot plot, string title, string subtitle)
    {
        plot.FigureBackground.Color = Colors.White;
        plot.DataBackground.Color = Colors.White;
        plot.HideGrid();
        plot.HideLegend();
        plot.Axes.Frame(false);
        plot.Layout.Fixed(new PixelPadding(Left, Right, Bottom, Top));
        plot.Axes.AddPanel(new HeaderPanel(title, subtitle));
    }

    /// <summary>Axes from layer 0 to the last one and between two levels, with faint lines at the ticks.</summary>
    /// <param name="plot">Gets the axes.</param>
    /// <param name="horizontal">Name of the layers' axis.</param>
    /// <param name="lastLayer">The last layer.</param>
    /// <param name="room">Width to leave right of the last layer, in figure units.</param>
    /// <param name="vertical">Name of the levels' axis.</param>
    /// <param name="low">Lowest level.</param>
    /// <param name="high">Highest level.</param>
    public static void Axes(Plot plot, string horizontal, int lastLayer, float room, string vertical, double low, double high)
    {
        const float width = Figure.Width - Left - Right;
        var unit = Math.Max(lastLayer, 1) * 1.02 / (width - room); // Layers a figure unit, with a little air before layer 0.
        plot.Axes.SetLimits(-0.02 * Math.Max(lastLayer, 1), lastLayer + unit * room, low, high);

        int[] layers = [.. LayerTicks(lastLayer)];
        double[] levels = [.. Levels(low, high)];
        Label(plot.Axes.Bottom, horizontal, [.. layers.Select(layer => (double)layer)], [.. layers.Select(layer => layer.ToString(CultureInfo.InvariantCulture))]);
        Label(plot.Axes.Left, vertical, levels, [.. levels.Select(level => level.ToString("0.0#", CultureInfo.InvariantCulture))]);

        // The name of the horizontal axis belongs under the lines, not under the room for their names.
        plot.Axes.Bottom.Label.OffsetX = -room / 2;
        foreach (var level in levels)
        {
            var line = plot.Add.Line(0, level, lastLayer, level);
            line.LineColor = PaperColors.Grid;
            line.LineWidth = 1;
            line.MarkerStyle = MarkerStyle.None;
        }
    }

    /// <summary>At most 15 layers, evenly from 0, the last one among them where a step divides it.</summary>
    internal static IEnumerable<int> LayerTicks(int lastLayer)
    {
        int[] steps = [1, 2, 4, 5, 8, 10, 20, 50, 100];
        var step = steps.FirstOrDefault(step => lastLayer / step <= 14 && lastLayer % step == 0 && lastLayer / step >= 4);
        if (step == 0)
            step = steps.FirstOrDefault(candidate => lastLayer / candidate <= 14, 1 + lastLayer / 14);
        return Enumerable.Range(0, lastLayer / step + 1).Select(tick => tick * step);
    }

    private static IEnumerable<double> Levels(double low, double high)
    {
        var step = high - low < 0.35 ? 0.05m : 0.1m;
        for (var level = Math.Ceiling((decimal)Math.Max(low, 0) / step) * step; level <= (decimal)high; level += step)
            yield return (double)level;
    }

    private static void Label(IAxis axis, string name, double[] places, string[] texts)
    {
        axis.TickGenerator = new NumericManual(places, texts);
        axis.Label.Text = name;
        axis.Label.Bold = false;
        axis.Label.FontName = EmbeddedFonts.Family;
        axis.Label.FontSize = LabelSize;
        axis.Label.ForeColor = PaperColors.Text;
        axis.TickLabelStyle.FontName = EmbeddedFonts.Family;
        axis.TickLabelStyle.FontSize = TickSize;
        axis.TickLabelStyle.ForeColor = PaperColors.Faint;
        axis.MajorTickStyle.Length = axis.Edge == Edge.Bottom ? 4 : 0;
        axis.MajorTickStyle.Color = PaperColors.Faint;
        axis.MinorTickStyle.Length = 0;
    }
}
