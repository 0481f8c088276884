using Interp.Core.Prompts;
using ScottPlot;

namespace Interp.Samples.Shared.Figures;

/// <summary>The paper's colours: what a line means is the same in every figure.</summary>
internal static class PaperColors
{
    public static Color Correct { get; } = Color.FromHex("#2ca02c");

    public static Color ZeroShot { get; } = Color.FromHex("#1f77b4");

    public static Color Chance { get; } = Colors.Black;

    public static Color Text { get; } = Color.FromHex("#222222");

    public static Color Faint { get; } = Color.FromHex("#666666");

    public static Color Grid { get; } = Color.FromHex("#e6e6e6");

    /// <summary>The line of false prompts; permuted red, random orange, half correct yellow.</summary>
    public static Color Of(Setting setting) => setting switch
    {
        Setting.Random or Setting.RandomIncorrect => Color.FromHex("#ff7f0e"),
        Setting.HalfPermuted => Color.FromHex("#d9a800"),
        _ => Color.FromHex("#d62728"),
    };
}
