using Interp.Core.Prompts;
using Interp.Core.Results;
using Interp.Core.Statistics;
using Interp.Core.Studies.Measures;
using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Specs;

namespace Interp.Core.Studies.Tables;

/// <summary>Averages over datasets of one model and setting, the formats of a dataset averaged first (paper, section 1.6).</summary>
internal static class AverageTables
{
    private const int FewestDrawn = 5; // Of fewer, draws say next to nothing.

    /// <summary>Accuracy of a cell by state at the last demonstration, and its ablations.</summary>
    /// <param name="Cell">The cell.</param>
    /// <param name="Accuracy">Without an ablation.</param>
    /// <param name="Ablated">False accuracy at the last state under each ablation.</param>
    internal sealed record Part(CellId Cell, ByKind<IReadOnlyList<Bootstrapped>> Accuracy, IReadOnlyDictionary<string, ByKind<Bootstrapped>> Ablated);

    /// <summary>The rows of all models and settings that have two datasets or more.</summary>
    public static IEnumerable<MeasureRow> Rows(StudySpec spec, IEnumerable<Part> parts)
    {
        var averaged = spec.Datasets.Where(dataset => dataset.Averaged).Select(dataset => dataset.Name).ToHashSet();
        foreach (var group in parts.Where(part => averaged.Contains(part.Cell.Dataset)).GroupBy(part => (part.Cell.Model, part.Cell.Setting)))
        {
            Part[][] datasets = [.. group.GroupBy(part => part.Cell.Dataset).Select(formats => formats.ToArray())];
            if (datasets.Length < 2)
                continue;
            foreach (var row in Rows(spec, new RowSource(group.Key.Model, spec.Protocol, group.Key.Setting, MeasureRows.Mean, 0), datasets))
                yield return row;
        }
    }

    /// <summary>Once over these datasets and no others, their prompts drawn; and, where there are enough, once over datasets like these, which are drawn.</summary>
    private static IEnumerable<MeasureRow> Rows(StudySpec spec, RowSource mean, Part[][] datasets)
    {
        var rows = Rows(spec, mean, datasets, "", Bootstrapped.Average);
        if (datasets.Length < FewestDrawn)
            return rows;
        var draws = new Resamples(datasets.Length, CellData.SeedOf(spec, MeasureRows.Mean), spec.Resamples);
        return rows.Concat(Rows(spec, mean, datasets, ", datasets drawn", parts => DatasetAverage.Of(parts, draws)));
    }

    private static IEnumerable<MeasureRow> Rows(StudySpec spec, RowSource mean, Part[][] datasets, string suffix, Func<IReadOnlyList<Bootstrapped>, Bootstrapped> average)
    {
        Bootstrapped Average(Func<Part, Bootstrapped> of) => average([.. datasets.Select(formats => Bootstrapped.Average([.. formats.Select(of)]))]);
        Bootstrapped[] Curve(PromptKind kind) => [.. Enumerable.Range(0, datasets[0][0].Accuracy[kind].Count).Select(state => Average(part => part.Accuracy[kind][state]))];

        var (correct, @false) = (Curve(PromptKind.Correct), Curve(PromptKind.False));
        for (var state = 0; state < correct.Length; state++)
        {
            yield return Row("calibrated_accuracy", MeasuredPrompts.Correct, correct[state], state);
            yield return Row("calibrated_accuracy", MeasuredPrompts.False, @false[state], state);
            yield return Row("accuracy_gap", MeasuredPrompts.Pair, correct[state] - @false[state], state);
        }

        foreach (var row in new LayerRows(mean).Of(correct, @false, halves: null))
            yield return row with { Measure = row.Measure + suffix };

        foreach (var name in datasets[0][0].Ablated.Keys.Where(name => datasets.All(formats => formats.All(part => part.Ablated.ContainsKey(name)))))
        {
            yield return Row($"true_prefix_delta {name}", MeasuredPrompts.Pair, Average(part => part.Ablated[name][PromptKind.Correct]) - correct[^1]);
            var reduction = GapReductionEstimate.Of(correct[^1], @false[^1], Average(part => part.Ablated[name][PromptKind.False])).Reduction;
            yield return MeasureRows.OrWithout(mean, $"gap_reduction {name}{suffix}", reduction, "the interval of the gap includes 0: there is nothing to take a share of");
        }

        MeasureRow Row(string measure, MeasuredPrompts prompts, Bootstrapped value, int? state = null) =>
            MeasureRows.Of(mean, measure + suffix, prompts, value.ToInterval(), state, spec.Demonstrations - 1);
    }
}
