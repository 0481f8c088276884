using System.Globalization;
using Interp.Samples.Shared.Attention;
using Interp.Samples.Shared.Figures;
using ScottPlot;
using SkiaSharp;

namespace Interp.Samples.Shared.Heatmap;

/// <summary>Draws a lens heat map: states upwards, tokens to the right, in each cell the likeliest next token on a ground as deep as its probability.</summary>
public static class HeatmapPainter
{
    private const float CellWidth = 84;
    private const float CellHeight = 26;
    private const float Left = 84;
    private const float Size = 12;
    private static readonly Color Deep = Color.FromHex("#08519c");

    /// <summary>Draws it.</summary>
    /// <param name="map">The map.</param>
    /// <param name="title">Above it.</param>
    public static Figure Paint(LensHeatmap map, string title)
    {
        ArgumentNullException.ThrowIfNull(map);
        EmbeddedFonts.Register();
        var width = (int)Math.Max(Left + map.Tokens.Length * CellWidth + ChartLayout.Margin, 560);
        var subtitle = FigureText.Wrap($"{map.Model}: what each state says comes next, and how sure it is; below each column the token that is read there", ChartLayout.SubtitleSize, width - 2 * ChartLayout.Margin);
        var top = ChartLayout.SubtitleAt(subtitle.Count) + 44;
        var height = (int)(top + map.States.Length * CellHeight + 66);
        return new Figure(width, height, canvas =>
        {
            ChartPainter.Header(canvas, title, subtitle);
            Scale(canvas, ChartLayout.SubtitleAt(subtitle.Count) + 6);
            for (var state = 0; state < map.States.Length; state++)
            {
                var y = top + (map.States.Length - 1 - state) * CellHeight;
                FigureText.Write(canvas, state.ToString(CultureInfo.InvariantCulture), Left - 8, y + CellHeight / 2, Size, PaperColors.Faint, alignment: Alignment.MiddleRight);
                for (var token = 0; token < map.Tokens.Length; token++)
                    Cell(canvas, map[state, token], Left + token * CellWidth, y);
            }

            var bottom = top + map.States.Length * CellHeight;
            for (var token = 0; token < map.Tokens.Length; token++)
                FigureText.Write(canvas, Fit(AttentionPainter.Shown(map.Tokens[token]), CellWidth - 8), Left + (token + 0.5f) * CellWidth, bottom + 8, Size, PaperColors.Text, bold: true, Alignment.UpperCenter);
            FigureText.Write(canvas, "state", ChartLayout.Margin, top + map.States.Length * CellHeight / 2, 13, PaperColors.Text, alignment: Alignment.MiddleLeft);
            FigureText.Write(canvas, "token", Left + map.Tokens.Length * CellWidth / 2, bottom + 32, 13, PaperColors.Text, alignment: Alignment.UpperCenter);
        });
    }

    private static void Cell(SKCanvas canvas, LensCell cell, float x, float y)
    {
        using var ground = new SKPaint { Color = Deep.MixedWith(Colors.White, 1 - cell.Probability).ToSKColor() };
        canvas.DrawRect(x, y, CellWidth - 1, CellHeight - 1, ground);
        var color = cell.Probability > 0.45 ? Colors.White : PaperColors.Text;
        FigureText.Write(canvas, Fit(AttentionPainter.Shown(cell.Token), CellWidth - 34), x + 4, y + CellHeight / 2, Size, color, alignment: Alignment.MiddleLeft);
        FigureText.Write(canvas, cell.Probability.ToString("0.00", CultureInfo.InvariantCulture), x + CellWidth - 5, y + CellHeight / 2, 10, color, alignment: Alignment.MiddleRight);
    }

    /// <summary>The ground from no probability to all of it.</summary>
    private static void Scale(SKCanvas canvas, float top)
    {
        const int Steps = 20;
        const float Step = 8;
        FigureText.Write(canvas, "probability  0", Left, top + 7, Size, PaperColors.Faint, alignment: Alignment.MiddleLeft);
        var left = Left + FigureText.Width("probability  0", Size) + 8;
        for (var step = 0; step < Steps; step++)
        {
            using var ground = new SKPaint { Color = Deep.MixedWith(Colors.White, 1 - step / (Steps - 1.0)).ToSKColor() };
            canvas.DrawRect(left + step * Step, top, Step, 14, ground);
        }

        FigureText.Write(canvas, "1", left + Steps * Step + 8, top + 7, Size, PaperColors.Faint, alignment: Alignment.MiddleLeft);
    }

    private static string Fit(string text, float width)
    {
        if (FigureText.Width(text, Size) <= width)
            return text;
        while (text.Length > 1 && FigureText.Width(text + "…", Size) > width)
            text = text[..^1];
        return text + "…";
    }
}
