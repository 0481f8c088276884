using System.Collections.Immutable;
using System.Globalization;
using Interp.Samples.Shared.Figures;
using ScottPlot;
using SkiaSharp;

namespace Interp.Samples.Shared.Attention;

/// <summary>Draws attention: a demonstration a line, each token on a red ground whose depth is its weight, the query in a box.</summary>
public static class AttentionPainter
{
    private const float ColumnWidth = 440;
    private const float Size = 14;
    private const float Row = 24;
    private const float PanelTop = 64;

    /// <summary>Draws heads side by side.</summary>
    /// <param name="pictures">Of one prompt, a head each.</param>
    /// <param name="title">Above them.</param>
    /// <param name="subtitle">Under the title.</param>
    public static Figure Paint(IReadOnlyList<AttentionPicture> pictures, string title, string subtitle)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        EmbeddedFonts.Register();
        ImmutableArray<TokenBox>[] boxes = [.. pictures.Select(Boxes)];
        var width = (int)(2 * ChartLayout.Margin + Math.Max(pictures.Count, 2) * ColumnWidth);
        var lines = FigureText.Wrap(subtitle, ChartLayout.SubtitleSize, width - 2 * ChartLayout.Margin);
        var top = ChartLayout.SubtitleAt(lines.Count) + 12;
        var height = (int)(top + PanelTop + boxes.Max(all => all.Max(box => box.Line) + 1) * Row + 24);
        return new Figure(width, height, canvas =>
        {
            ChartPainter.Header(canvas, title, lines);
            foreach (var (index, picture) in pictures.Index())
                Paint(canvas, picture, boxes[index], ChartLayout.Margin + index * ColumnWidth, top);
        });
    }

    /// <summary>A token as it is written in pictures: line ends and spaces at the edges are seen.</summary>
    public static string Shown(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        var text = string.Concat(token.Select(letter => letter switch
        {
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            _ when char.IsControl(letter) => string.Create(CultureInfo.InvariantCulture, $"\\x{(int)letter:x2}"),
            _ => letter.ToString(),
        }));
        return text.Length == 0 ? "·" : text;
    }

    private static void Paint(SKCanvas canvas, AttentionPicture picture, ImmutableArray<TokenBox> boxes, float left, float top)
    {
        var most = picture.Tokens.Max(token => token.Weight ?? 0);
        FigureText.Write(canvas, $"Head {picture.Head}", left, top, 15, PaperColors.Text, bold: true);
        FigureText.Write(canvas, FormattableString.Invariant($"{(picture.Caption.Length > 0 ? $"{picture.Caption}; " : "")}deepest red = {most:0.00}"), left, top + 22, 12, PaperColors.Faint);
        if (picture.ToLabels > 0)
            FigureText.Write(canvas, FormattableString.Invariant($"to labels {picture.ToLabels:0.00}, of the query's class {picture.ToLabelsOfSameClass:0.00}"), left, top + 38, 12, PaperColors.Faint);
        foreach (var box in boxes)
        {
            var (x, y) = (left + box.Left, top + PanelTop + box.Line * Row);
            var depth = most > 0 ? (box.Token.Weight ?? 0) / most : 0;
            using var ground = new SKPaint { Color = Color.FromHex("#d62728").MixedWith(Colors.White, 1 - depth).ToSKColor() };
            canvas.DrawRect(x, y, box.Width, Row - 4, ground);
            FigureText.Write(canvas, Shown(box.Token.Text), x + 1, y + (Row - 4) / 2, Size, depth > 0.6 ? Colors.White : PaperColors.Text, alignment: Alignment.MiddleLeft);
            if (box.Token.Role != AttentionTokenRole.Query)
                continue;
            using var frame = new SKPaint { Color = SKColors.Black, Style = SKPaintStyle.Stroke, StrokeWidth = 1.5f, IsAntialias = true };
            canvas.DrawRect(x, y, box.Width, Row - 4, frame);
        }
    }

    /// <summary>Tokens in lines: a new one for each demonstration, and where one is full.</summary>
    private static ImmutableArray<TokenBox> Boxes(AttentionPicture picture)
    {
        var boxes = ImmutableArray.CreateBuilder<TokenBox>();
        var line = -1;
        foreach (var demonstration in picture.Lines())
        {
            line++;
            var left = 0f;
            foreach (var token in demonstration)
            {
                var width = FigureText.Width(Shown(token.Text), Size) + 2;
                if (left > 0 && left + width > ColumnWidth - 24)
                    (line, left) = (line + 1, 16);
                boxes.Add(new TokenBox(token, line, left, width));
                left += width;
            }
        }

        return boxes.ToImmutable();
    }

    private readonly record struct TokenBox(AttentionToken Token, int Line, float Left, float Width);
}
