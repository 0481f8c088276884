using System.Collections.Immutable;
using Interp.Core.Metrics;

namespace Interp.Samples.Shared.Html.Svg;

/// <summary>Estimates with their intervals, one a line, beside a line at zero.</summary>
public sealed record DotPlot
{
    private const double Top = 6;
    private const double Bottom = 36;
    private const double Step = 34;
    private const double Side = 14;
    private const int LongestName = 60;

    /// <summary>What it is, in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>Name of the axis.</summary>
    public required string Axis { get; init; }

    /// <summary>What is shown, from above: its name, its value, and whether it is what others are held against.</summary>
    public required ImmutableArray<(string Name, Interval Value, bool IsControl)> Rows { get; init; }

    /// <summary>Draws it.</summary>
    public Picture ToPicture()
    {
        var height = Top + Rows.Length * Step + Bottom;
        var (low, high) = Scale.Around(Rows.SelectMany(row => new[] { row.Value.Lower, row.Value.Upper }).Append(0));
        var x = new Scale(low, high, Side, Picture.Width - Side);
        var ticks = x.Ticks().SelectMany(tick => new[]
        {
            Draw.Line(tick == 0 ? "zero-line" : "grid", x.At(tick), Top, x.At(tick), height - Bottom),
            Draw.Text("tick mid", x.At(tick), height - Bottom + 14, Num.Of(tick, x.Digits)),
        });
        var rows = Rows.Select((row, i) =>
        {
            var (y, kind) = (Top + i * Step + 23, row.IsControl ? "faint" : "plain");
            return Draw.Text("row", Side, y - 9, Shorten(row.Name))
                + Draw.Text("row value", Picture.Width - Side, y - 9, Num.Text(row.Value))
                + Draw.Line($"whisker {kind}", x.At(row.Value.Lower), y, x.At(row.Value.Upper), y)
                + Draw.Circle($"dot {kind}", x.At(row.Value.Estimate), y, 4);
        });
        var name = Draw.Text("axis mid", Picture.Width / 2, height - 4, Axis);
        return new Picture(Title, $"{Axis}. {string.Join("; ", Rows.Select(row => $"{row.Name} {Num.Text(row.Value)}"))}.", height, Markup.Join([.. ticks, .. rows, name]));
    }

    private static string Shorten(string name) => name.Length <= LongestName ? name : name[..LongestName] + "…";
}
