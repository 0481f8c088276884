using System.Collections.Immutable;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Samples.Shared.Charts;

namespace Interp.Samples.Shared.Figures;

/// <summary>Panels of accuracy by layer: what most of the paper's figures are made of.</summary>
public static class LayerPanels
{
    /// <summary>One panel: chance, zero-shot, false labels of one setting, correct labels.</summary>
    /// <param name="title">What it is of.</param>
    /// <param name="chance">Accuracy of a guess.</param>
    /// <param name="zeroShot">Without demonstrations, by state; empty for none.</param>
    /// <param name="false">False labels, by state.</param>
    /// <param name="correct">Correct labels, by state.</param>
    public static ChartPanel Of(string title, double chance, ImmutableArray<Interval> zeroShot, (Setting Setting, ImmutableArray<Interval> Curve) @false, ImmutableArray<Interval> correct) =>
        Of(title, chance, zeroShot, [@false], correct);

    /// <summary>One panel with false labels of several settings.</summary>
    /// <param name="title">What it is of.</param>
    /// <param name="chance">Accuracy of a guess.</param>
    /// <param name="zeroShot">Without demonstrations, by state; empty for none.</param>
    /// <param name="false">False labels of each setting, by state.</param>
    /// <param name="correct">Correct labels, by state.</param>
    public static ChartPanel Of(string title, double chance, ImmutableArray<Interval> zeroShot, ImmutableArray<(Setting Setting, ImmutableArray<Interval> Curve)> @false, ImmutableArray<Interval> correct) => new()
    {
        Title = title,
        X = new ChartAxis("layer") { IsWhole = true, Low = 0 },
        Y = new ChartAxis("calibrated accuracy"),
        Lines =
        [
            new("chance", PaperStyles.Chance, [new(0, chance), new(Math.Max(correct.Length - 1, 1), chance)]),
            .. zeroShot.IsEmpty ? [] : new[] { Line("zero-shot", PaperStyles.ZeroShot, zeroShot) },
            .. @false.Select(one => Line($"{one.Setting.Title()} labels", PaperStyles.Of(one.Setting), one.Curve)),
            Line("correct labels", PaperStyles.Correct, correct),
        ],
    };

    /// <summary>A line of intervals by state.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="style">How it looks.</param>
    /// <param name="states">By state.</param>
    /// <param name="first">The first state.</param>
    public static ChartLine Line(string name, ChartStyle style, ImmutableArray<Interval> states, int first = 0) =>
        new(name, style, [.. states.Select((state, index) => new ChartPoint(first + index, state.Estimate, state.Lower, state.Upper))]);
}
