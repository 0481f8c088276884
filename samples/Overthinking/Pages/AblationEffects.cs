using System.Collections.Immutable;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Core.Results;

namespace Interp.Samples.Overthinking.Pages;

/// <summary>What ablations did to a model in a setting: as it was measured, with intervals, or, where rows hold accuracies alone, as the plain difference.</summary>
/// <param name="rows">The rows.</param>
/// <param name="model">The model.</param>
/// <param name="setting">The setting.</param>
internal sealed class AblationEffects(ReportRows rows, string model, Setting setting)
{
    private const string Controls = " controls";
    private const string PublishedControls = "heads_null";

    private readonly ILookup<(string Dataset, string Ablation, PromptKind Kind), AblationRow> _rows = rows.Results.Ablations
        .Where(row => row.Model == model && row.Setting == setting)
        .GroupBy(row => (row.Dataset, row.Ablation, row.Prompts, row.Format)).Select(states => states.MaxBy(row => row.State)!)
        .ToLookup(row => (row.Dataset, row.Ablation, row.Prompts));

    /// <summary>The ablations, in the rows' order.</summary>
    public ImmutableArray<string> Names { get; } = [.. rows.Results.Ablations.Where(row => row.Model == model && row.Setting == setting).Select(row => row.Ablation).Distinct()];

    /// <summary>True for random heads.</summary>
    public static bool IsControl(string ablation) => ablation == PublishedControls || ablation.EndsWith(Controls, StringComparison.Ordinal);

    /// <summary>An ablation in words.</summary>
    public static string Words(string ablation) => ablation == PublishedControls ? "random heads (heads_null)"
        : IsControl(ablation) ? $"random heads, as many as {ablation[..^Controls.Length]}"
        : ablation;

    /// <summary>Accuracy at the last state; of the mean of datasets without bounds.</summary>
    public Interval? Accuracy(string dataset, string? ablation, PromptKind kind)
    {
        if (dataset == ReportRows.Mean)
        {
            Interval?[] all = [.. rows.Averaged(model).Select(one => Accuracy(one, ablation, kind))];
            return all.Length < 2 || all.Any(one => one is null) ? null : Bare(all.Average(one => one!.Value.Estimate));
        }

        if (ablation is null)
            return rows.Curves(model, setting, dataset) is { } curves ? (kind == PromptKind.Correct ? curves.Correct : curves.False)[^1] : null;
        var mine = _rows[(dataset, ablation, kind)].ToArray();
        return mine.Length == 0 ? null : new Interval(mine.Average(row => row.Accuracy.Estimate), mine.Average(row => row.Accuracy.Lower), mine.Average(row => row.Accuracy.Upper));
    }

    /// <summary>Change of accuracy at the last state.</summary>
    public Interval? Change(string dataset, string ablation, PromptKind kind) =>
        rows.Measure(model, setting, dataset, $"{(kind == PromptKind.Correct ? "true" : "false")}_prefix_delta {ablation}")
        ?? (Accuracy(dataset, ablation, kind) is { } with && Accuracy(dataset, null, kind) is { } without ? Bare(with.Estimate - without.Estimate) : null);

    /// <summary>Share of the gap that closes (paper, section 1.11); null where there is no gap to speak of.</summary>
    public Interval? Share(string dataset, string ablation)
    {
        if (rows.Measures(model, setting, dataset, $"gap_reduction {ablation}").Any())
            return rows.Measure(model, setting, dataset, $"gap_reduction {ablation}");
        if (Accuracy(dataset, null, PromptKind.Correct) is not { } correct || Accuracy(dataset, null, PromptKind.False) is not { } wrong || Accuracy(dataset, ablation, PromptKind.False) is not { } ablated)
            return null;
        return correct.Lower > wrong.Upper ? Bare((ablated.Estimate - wrong.Estimate) / (correct.Estimate - wrong.Estimate)) : null;
    }

    private static Interval Bare(double value) => new(value, value, value);
}
