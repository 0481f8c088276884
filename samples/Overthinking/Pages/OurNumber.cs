using System.Collections.Immutable;
using Interp.Core.Metrics;
using Interp.Core.Studies;
using Interp.Samples.Shared.Studies;

namespace Interp.Samples.Overthinking.Pages;

/// <summary>What these rows have where the paper has a number.</summary>
/// <param name="rows">The rows.</param>
/// <param name="model">The model.</param>
/// <param name="value">The paper's number.</param>
internal sealed class OurNumber(ReportRows rows, string model, PaperValue value)
{
    private const string Heads = "heads_ours";

    private bool IsMean => value.Dataset == ReportRows.Mean;

    /// <summary>The number; null where the rows have none. A mean of other datasets than the paper's is another number.</summary>
    public static Interval? Of(ReportRows rows, string model, PaperValue value) =>
        value.Dataset == ReportRows.Mean && !PaperSuite.Suite.Averaged.All(rows.Averaged(model).Contains) ? null : new OurNumber(rows, model, value).Find();

    private Interval? Find() => value.Quantity switch
    {
        "correct" => Last(curves => curves.Correct[^1]),
        "false" => Last(curves => curves.False[^1]),
        "zero_shot" => Last(curves => curves.ZeroShot[^1]),
        "gap" => Last(curves => Bare(curves.Correct[^1].Estimate - curves.False[^1].Estimate)),
        "early_exit_layer" => Measured("early_exit_layer_published") ?? Exit() switch { { } exit => Bare(exit), null => null },
        "early_exit_correct_gain" => Measured("early_exit_correct_gain_published") ?? Gain(curves => curves.Correct),
        "early_exit_false_gain" => Measured("early_exit_false_gain_published") ?? Gain(curves => curves.False),
        "critical_layer" => Measured("critical_layer_published") ?? Critical(),
        "heads_correct_delta" => Measured($"true_prefix_delta {Heads}"),
        "heads_gap_reduction" => Measured($"gap_reduction {Heads}"),
        "random_heads_correct_delta" => Measured($"true_prefix_delta {Heads} controls"),
        "random_heads_gap_reduction" => Measured($"gap_reduction {Heads} controls"),
        _ => throw new InvalidDataException($"paper-values.csv: there is no quantity {value.Quantity}."),
    };

    private Interval? Measured(string name) => rows.Measure(model, value.Setting, value.Dataset, name);

    /// <summary>Of one dataset, or the plain mean over the paper's.</summary>
    private Interval? Last(Func<StateCurves, Interval> of)
    {
        Interval?[] all = [.. Datasets().Select(dataset => rows.Curves(model, value.Setting, dataset)).Select(curves => curves is null ? (Interval?)null : of(curves))];
        if (all.Length == 0 || all.Any(one => one is null))
            return null;
        return IsMean ? Bare(all.Average(one => one!.Value.Estimate)) : all[0];
    }

    private ImmutableArray<string> Datasets() => IsMean ? PaperSuite.Suite.Averaged : [value.Dataset];

    private int? Exit()
    {
        StateCurves?[] all = [.. Datasets().Select(dataset => rows.Curves(model, value.Setting, dataset))];
        return all.Length == 0 || all.Any(curves => curves is null) ? null : EarlyExitLayer.Published([.. all.Select(curves => curves!.False.Select(point => point.Estimate).ToArray())]);
    }

    private Interval? Gain(Func<StateCurves, IReadOnlyList<Interval>> of) => Exit() is { } exit ? Last(curves => Bare(of(curves)[exit].Estimate - of(curves)[^1].Estimate)) : null;

    private Interval? Critical()
    {
        if (IsMean || rows.Curves(model, value.Setting, value.Dataset) is not { } curves)
            return null;
        return CriticalLayer.Published([.. curves.Correct.Zip(curves.False, (correct, wrong) => (float)correct.Estimate - (float)wrong.Estimate)]) is { } state ? Bare(state) : null;
    }

    private static Interval Bare(double value) => new(value, value, value);
}
