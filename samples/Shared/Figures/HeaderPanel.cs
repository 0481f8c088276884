using ScottPlot;

namespace Interp.Samples.Shared.Figures;

/// <summary>Title and subtitle over the left edge of a figure.</summary>
internal sealed class HeaderPanel(string title, string subtitle) : IPanel
{
    private const float Left = 28;
    private const float TitleTop = 18;
    private const float SubtitleTop = 48;

    public bool IsVisible { get; set; } = true;

    public float MinimumSize { get; set; }

    public float MaximumSize { get; set; } = float.MaxValue;

    public Edge Edge => Edge.Top;

    public bool ShowDebugInformation { get; set; }

    public float Measure(Paint paint) => 0; // The layout is fixed and has the room.

    public PixelRect GetPanelRect(PixelRect dataRect, float size, float offset, Paint paint) =>
        new(0, dataRect.Right, dataRect.Top, 0);

    public void Render(RenderPack rp, float size, float offset)
    {
        using var paint = Paint.NewDisposablePaint();
        Write(rp, paint, title, 20, bold: true, PaperColors.Text, TitleTop);
        Write(rp, paint, subtitle, 13, bold: false, PaperColors.Faint, SubtitleTop);
    }

    private static void Write(RenderPack rp, Paint paint, string text, float size, bool bold, Color color, float top)
    {
        var label = new LabelStyle
        {
            Text = text,
            FontName = EmbeddedFonts.Family,
            FontSize = size,
            Bold = bold,
            ForeColor = color,
            Alignment = Alignment.UpperLeft,
        };
        label.Render(rp.Canvas, new Pixel(Left, top), paint);
    }
}
