using System.Collections.Immutable;
using Interp.Core.Statistics;
using Interp.Core.Studies.Paper;
using Interp.Samples.Shared.Charts;

namespace Interp.Samples.Shared.Lenses;

/// <summary>Lenses side by side: a picture and tables.</summary>
public static class LensCharts
{
    private const int FirstLine = 1; // Among the styles; the first one is that of correct labels elsewhere.

    /// <summary>Three panels by state: correct labels, false labels, the gap between them; a line a lens.</summary>
    /// <param name="lenses">The lenses.</param>
    /// <param name="chance">Accuracy of a guess.</param>
    /// <param name="subtitle">Whose numbers, and how many.</param>
    public static Chart Accuracy(IReadOnlyList<LensCurves> lenses, double chance, string subtitle)
    {
        ArgumentNullException.ThrowIfNull(lenses);
        return new Chart
        {
            Name = "lenses",
            Title = "Overthinking under three lenses",
            Subtitle = subtitle,
            Panels =
            [
                Panel("Correct labels", "calibrated accuracy", lenses, lens => lens.Correct, chance),
                Panel("Permuted labels", "calibrated accuracy", lenses, lens => lens.False, chance),
                Panel("Accuracy gap", "correct less permuted", lenses, lens => lens.Gap, null),
            ],
        };
    }

    /// <summary>What each lens says of overthinking: the gap, where it arises, what an early exit gains.</summary>
    /// <param name="lenses">The lenses.</param>
    public static PaperTable Overthinking(IReadOnlyList<LensCurves> lenses)
    {
        ArgumentNullException.ThrowIfNull(lenses);
        return new PaperTable
        {
            Name = "overthinking",
            Title = "Overthinking by lens, with 95 % intervals",
            Columns = ["lens", .. Bounded("state of largest false accuracy"), .. Bounded("gain of exiting early"), .. Bounded("critical layer"), .. Bounded("last gap")],
            Rows =
            [
                .. lenses.Select(lens => (ImmutableArray<object?>)
                [
                    lens.Name, .. Cells(lens.EarlyExit.State), .. Cells(lens.EarlyExit.Gain), .. Cells(lens.CriticalLayer), .. Cells(lens.Gap[^1].ToInterval()),
                ]),
            ],
            Digits = 2,
        };
    }

    /// <summary>How far each lens is from what the model says in the end.</summary>
    /// <param name="lenses">By lens: its name, and its divergence by state and text, the two texts of a pair one after the other.</param>
    /// <param name="resamples">Draws of the pairs.</param>
    public static PaperTable Divergence(IReadOnlyList<(string Name, ImmutableArray<ImmutableArray<double>> Divergence)> lenses, Resamples resamples)
    {
        ArgumentNullException.ThrowIfNull(lenses);
        ArgumentNullException.ThrowIfNull(resamples);
        return new PaperTable
        {
            Name = "divergence",
            Title = "KL(model || lens) in nats, mean over pairs of prompts of rows that no lens was made on, with 95 % intervals",
            Columns = ["state", .. lenses.SelectMany(lens => Bounded(lens.Name)), .. lenses.Skip(1).SelectMany(lens => Bounded($"{lens.Name} less {lenses[0].Name}"))],
            Rows =
            [
                .. Enumerable.Range(0, lenses[0].Divergence.Length).Select(state =>
                {
                    Bootstrapped[] means = [.. lenses.Select(lens => Bootstrapped.Mean([.. lens.Divergence[state].Chunk(2).Select(pair => pair.Average())], resamples))];
                    return (ImmutableArray<object?>)[state, .. means.SelectMany(mean => Cells(mean.ToInterval())), .. means.Skip(1).SelectMany(mean => Cells((mean - means[0]).ToInterval()))];
                }),
            ],
            Digits = 3,
        };
    }

    private static ChartPanel Panel(string title, string what, IReadOnlyList<LensCurves> lenses, Func<LensCurves, IReadOnlyList<Bootstrapped>> of, double? chance) => new()
    {
        Title = title,
        X = new ChartAxis("state") { IsWhole = true, Low = 0 },
        Y = new ChartAxis(what) { Low = chance is null ? null : 0 },
        Lines =
        [
            .. chance is { } guess ? [new ChartLine("chance", PaperStyles.Chance, [new(0, guess), new(lenses.Max(lens => lens.States[^1]), guess)])] : Array.Empty<ChartLine>(),
            .. lenses.Index().Reverse().Select(lens => new ChartLine(lens.Item.Name, PaperStyles.Nth(FirstLine + lens.Index), [.. lens.Item.States.Zip(of(lens.Item), Point)])),
        ],
    };

    private static ChartPoint Point(int state, Bootstrapped value)
    {
        var interval = value.ToInterval();
        return new ChartPoint(state, interval.Estimate, interval.Low, interval.High);
    }

    private static string[] Bounded(string name) => [name, $"low of {name}", $"high of {name}"];

    private static object?[] Cells(IntervalEstimate? value) => [value?.Estimate, value?.Low, value?.High];
}
