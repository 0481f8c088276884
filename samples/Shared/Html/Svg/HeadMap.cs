using System.Collections.Immutable;
using Interp.Core.Metrics;
using Interp.Core.Transformer;

namespace Interp.Samples.Shared.Html.Svg;

/// <summary>A number of every head: layers across, heads down, the deeper the colour the larger it is.</summary>
public sealed record HeadMap
{
    private const int Levels = 9;
    private const double Left = 36;
    private const double Top = 24;
    private const double Bottom = 62;
    private const double MostHeight = 260;
    private const double LargestCell = 34;
    private const int MostSpoken = 1200; // Of larger models a pointer over each head would weigh more than all else.

    /// <summary>What it is, in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>What the number is.</summary>
    public required string Measure { get; init; }

    /// <summary>The numbers; heads that were not measured are left out and drawn hatched.</summary>
    public required ImmutableSortedDictionary<HeadId, Interval> Values { get; init; }

    /// <summary>Blocks of the model.</summary>
    public required int Layers { get; init; }

    /// <summary>Heads of a block.</summary>
    public required int Heads { get; init; }

    /// <summary>Draws it.</summary>
    public Picture ToPicture()
    {
        var width = Math.Min(LargestCell, (Picture.Width - Left) / Layers);
        var height = Math.Min(Math.Max(width, 7), Math.Min(LargestCell, MostHeight / Heads));
        var (bottom, largest) = (Top + Heads * height, Values.Count == 0 ? 1 : Math.Max(Values.Values.Max(value => Math.Abs(value.Estimate)), 1e-12));
        var cells = Enumerable.Range(0, Layers).SelectMany(layer => Enumerable.Range(0, Heads).Select(head => new HeadId(layer, head))).Select(head =>
        {
            var known = Values.TryGetValue(head, out var value);
            var words = Layers * Heads > MostSpoken ? null : known ? $"head {head}: {Text(value)}" : $"head {head}: not measured";
            return Draw.Rectangle(known ? Class(value.Estimate, largest) : "cell none", Left + head.Layer * width, Top + head.Head * height, width, height, words);
        });
        var layers = Figures.AxisTicks.Whole(Layers - 1).Select(layer => Draw.Text("tick mid", Left + (layer + 0.5) * width, bottom + 13, Num.Of(layer)));
        var heads = Figures.AxisTicks.Whole(Heads - 1).Where(head => head * height % 12 < height || height >= 12).Select(head => Draw.Text("tick end", Left - 5, Top + (head + 0.5) * height + 3.5, Num.Of(head)));
        var names = Draw.Text("axis", 0, 11, "head") + Draw.Text("axis mid", Left + Layers * width / 2, bottom + 27, "layer");
        return new Picture(Title, Describe(), bottom + Bottom, Markup.Join([.. cells, .. layers, .. heads, names, Legend(bottom + 36, largest)]));
    }

    private Markup Legend(double y, double largest)
    {
        const double Step = 12;
        var hasNegative = Values.Values.Any(value => value.Estimate < -largest / Levels / 2);
        int[] levels = [.. Enumerable.Range(hasNegative ? -Levels : 0, hasNegative ? 2 * Levels + 1 : Levels + 1)];
        var boxes = levels.Select((level, i) => Draw.Rectangle(ClassOf(level), Left + i * Step, y, Step, 9));
        return Markup.Join(
        [
            .. boxes,
            Draw.Text("tick", Left, y + 21, Num.Of(hasNegative ? -largest : 0, 2)),
            hasNegative ? Draw.Text("tick mid", Left + levels.Length * Step / 2, y + 21, "0") : Markup.Empty,
            Draw.Text("tick end", Left + levels.Length * Step, y + 21, Num.Of(largest, 2)),
        ]);
    }

    private string Describe()
    {
        var top = Values.OrderByDescending(pair => pair.Value.Estimate).ThenBy(pair => pair.Key).Take(5).Select(pair => $"{pair.Key} {Num.Of(pair.Value.Estimate)}");
        return $"{Measure} of {Values.Count} of {Layers * Heads} heads, layer by head. Largest: {string.Join(", ", top)}.";
    }

    private static string Text(Interval value) => value.Upper - value.Lower > 1e-12 ? Num.Text(value) : Num.Of(value.Estimate);

    private static string Class(double value, double largest) => ClassOf((int)Math.Round(Levels * value / largest, MidpointRounding.AwayFromZero));

    private static string ClassOf(int level) => level switch { 0 => "cell", > 0 => $"cell up v{level}", _ => $"cell down v{-level}" };
}
