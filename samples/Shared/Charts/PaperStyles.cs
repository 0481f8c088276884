using Interp.Core.Prompts;

namespace Interp.Samples.Shared.Charts;

/// <summary>The paper's colours: what a line means is the same in every figure. Beside each colour a dash or a mark.</summary>
public static class PaperStyles
{
    /// <summary>Correct labels: green.</summary>
    public static ChartStyle Correct { get; } = new("#2ca02c", [], 2.4f, ChartMark.Circles);

    /// <summary>No demonstrations: thin blue.</summary>
    public static ChartStyle ZeroShot { get; } = new("#1f77b4", [], 1.3f, ChartMark.Line);

    /// <summary>A guess: black, dashed.</summary>
    public static ChartStyle Chance { get; } = new("#000000", [4, 4], 1.2f, ChartMark.Line);

    /// <summary>One of many datasets: grey.</summary>
    public static ChartStyle OneOfMany { get; } = new("#a8a8a8", [], 1.1f, ChartMark.Line);

    /// <summary>The mean of the grey lines: black.</summary>
    public static ChartStyle Mean { get; } = new("#000000", [], 2.8f, ChartMark.Line);

    /// <summary>Sum of prefix-matching scores: blue.</summary>
    public static ChartStyle PrefixMatching { get; } = new("#1f77b4", [], 2.4f, ChartMark.Circles);

    /// <summary>Share of the final gap: orange, dashed.</summary>
    public static ChartStyle Share { get; } = new("#e8750a", [7, 4], 2.4f, ChartMark.Line);

    /// <summary>Labels of false prompts: permuted red, random orange, half correct yellow.</summary>
    /// <param name="setting">How labels were dealt.</param>
    public static ChartStyle Of(Setting setting) => setting switch
    {
        Setting.Random or Setting.RandomIncorrect => new("#ff7f0e", [2.5f, 3], 2.4f, ChartMark.Triangles),
        Setting.HalfPermuted => new("#d9a800", [10, 3, 2, 3], 2.4f, ChartMark.Line),
        Setting.Permuted20 => new("#fdbb84", [2, 2], 2, ChartMark.Line),
        Setting.Permuted40 => new("#fc8d59", [4, 2], 2, ChartMark.Line),
        Setting.Permuted60 => new("#ef6548", [6, 2], 2, ChartMark.Line),
        Setting.Permuted80 => new("#d7301f", [8, 2], 2, ChartMark.Line),
        _ => new("#d62728", [8, 3], 2.4f, ChartMark.Squares),
    };

    /// <summary>Bars: the colour alone, the legend and the order say the rest.</summary>
    /// <param name="style">A line's style.</param>
    public static ChartStyle AsBars(ChartStyle style)
    {
        ArgumentNullException.ThrowIfNull(style);
        return style with { Mark = ChartMark.Bars, Dash = [] };
    }

    /// <summary>One of a few lines that the paper gives no colour of their own.</summary>
    /// <param name="index">Which, from 0.</param>
    public static ChartStyle Nth(int index)
    {
        (string Color, float[] Dash)[] all = [("#2ca02c", []), ("#d62728", [8, 3]), ("#9467bd", [2.5f, 3]), ("#1f77b4", [10, 3, 2, 3]), ("#8c564b", [5, 2]), ("#7f7f7f", [1.5f, 2])];
        var (color, dash) = all[index % all.Length];
        return new ChartStyle(color, [.. dash], 2.2f, ChartMark.Line);
    }
}
