using System.Collections.Immutable;
using Interp.Core.Metrics;
using Interp.Core.Prompts;

namespace Interp.Core.Studies;

/// <summary>Calibrated accuracy by hidden index at the last position: the curves of the paper's Figures 1 and 3.</summary>
public sealed record LayerCurves
{
    /// <summary>How the false prompts' labels were dealt.</summary>
    public required Setting Setting { get; init; }

    /// <summary>The dataset's key.</summary>
    public required string Dataset { get; init; }

    /// <summary>Demonstrations of a prompt, the last one included.</summary>
    public required int Demonstrations { get; init; }

    /// <summary>Under correct prompts, by hidden index.</summary>
    public required ImmutableArray<Interval> Correct { get; init; }

    /// <summary>Under false prompts, by hidden index.</summary>
    public required ImmutableArray<Interval> False { get; init; }

    /// <summary>Without any demonstration: position 0 of the correct prompts, by hidden index.</summary>
    public required ImmutableArray<Interval> ZeroShot { get; init; }

    /// <summary>The last hidden index: the number of blocks.</summary>
    public int LastLayer => Correct.Length - 1;

    /// <summary>Takes the curves of one dataset and setting from rows.</summary>
    /// <param name="rows">Rows of any datasets, settings and formats.</param>
    /// <param name="setting">Which setting.</param>
    /// <param name="dataset">Which dataset.</param>
    /// <param name="format">Which format; null for the mean over all, estimates and upper bounds each averaged (paper, section 1.14).</param>
    /// <exception cref="ArgumentException">The rows lack the cell, or a hidden index of it; the message says what is there.</exception>
    public static LayerCurves Of(IReadOnlyList<Measurement> rows, Setting setting, string dataset, int? format = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(dataset);
        Measurement[] cell = [.. rows.Where(row => row.Setting == setting && row.Dataset == dataset && (format is null || row.Format == format))];
        if (cell.Length == 0)
            throw new ArgumentException($"There are no rows of {Name(setting, dataset, format)}; there are {Present(rows)}.", nameof(rows));

        var last = cell.Max(row => row.Position);
        var layers = cell.Max(row => row.Layer) + 1;
        return new LayerCurves
        {
            Setting = setting,
            Dataset = dataset,
            Demonstrations = last + 1,
            Correct = Curve(PromptKind.Correct, last),
            False = Curve(PromptKind.False, last),
            ZeroShot = Curve(PromptKind.Correct, 0),
        };

        ImmutableArray<Interval> Curve(PromptKind kind, int position)
        {
            var byLayer = cell.Where(row => row.Prompts == kind && row.Position == position).ToLookup(row => row.Layer, row => row.Accuracy);
            if (Enumerable.Range(0, layers).FirstOrDefault(layer => !byLayer.Contains(layer), -1) is var missing and >= 0)
                throw new ArgumentException($"The rows of {Name(setting, dataset, format)} lack layer {missing} of the {(kind == PromptKind.Correct ? "correct" : "false")} prompts at position {position}.", nameof(rows));
            return [.. Enumerable.Range(0, layers).Select(layer => Average([.. byLayer[layer]]))];
        }
    }

    private static Interval Average(Interval[] formats) => new(
        formats.Average(interval => interval.Estimate), formats.Average(interval => interval.Lower), formats.Average(interval => interval.Upper));

    private static string Name(Setting setting, string dataset, int? format) =>
        $"{setting.Name()}, {dataset}{(format is null ? "" : $", format {format}")}";

    private static string Present(IReadOnlyList<Measurement> rows) => rows.Count == 0
        ? "none at all"
        : string.Join("; ", rows.GroupBy(row => row.Setting).Select(group =>
            $"{group.Key.Name()}: {string.Join(", ", group.Select(row => row.Dataset).Distinct())} (formats {string.Join(", ", group.Select(row => row.Format).Distinct().Order())})"));
}
