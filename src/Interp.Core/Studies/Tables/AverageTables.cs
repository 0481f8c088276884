using Interp.Core.Prompts;
using Interp.Core.Results;
using Interp.Core.Statistics;
using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Specs;

namespace Interp.Core.Studies.Tables;

/// <summary>Averages over datasets of one model and setting, the formats of a dataset averaged first (paper, section 1.6); the datasets stand for all there might be.</summary>
internal static class AverageTables
{
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
            foreach (var row in Rows(spec, new CellId(group.Key.Model, MeasureRows.Mean, group.Key.Setting, 0), datasets))
                yield return row;
        }
    }

    private static IEnumerable<MeasureRow> Rows(StudySpec spec, CellId mean, Part[][] datasets)
    {
        var draws = new Resamples(datasets.Length, CellData.SeedOf(spec, MeasureRows.Mean), spec.Resamples);
        Bootstrapped Average(Func<Part, Bootstrapped> of) => DatasetAverage.Of([.. datasets.Select(formats => Bootstrapped.Average([.. formats.Select(of)]))], draws);

        var states = datasets[0][0].Accuracy[PromptKind.Correct].Count;
        var curves = new ByKind<Bootstrapped[]>(Curve(PromptKind.Correct), Curve(PromptKind.False));
        foreach (var kind in Enum.GetValues<PromptKind>())
        {
            for (var state = 0; state < states; state++)
                yield return MeasureRows.Of(spec, mean, "calibrated_accuracy", kind.Measured(), curves[kind][state].ToInterval(), state, spec.Demonstrations - 1);
        }

        for (var state = 0; state < states; state++)
            yield return MeasureRows.Of(spec, mean, "accuracy_gap", MeasuredPrompts.Pair, (curves[PromptKind.Correct][state] - curves[PromptKind.False][state]).ToInterval(), state, spec.Demonstrations - 1);
        foreach (var row in new LayerRows(spec, mean).Of(curves[PromptKind.Correct], curves[PromptKind.False], halves: null))
            yield return row;

        foreach (var name in datasets[0][0].Ablated.Keys)
        {
            if (datasets.Any(formats => formats.Any(part => !part.Ablated.ContainsKey(name))))
                continue;
            var (correct, @false) = (Average(part => part.Ablated[name][PromptKind.Correct]), Average(part => part.Ablated[name][PromptKind.False]));
            yield return MeasureRows.Of(spec, mean, $"true_prefix_delta {name}", MeasuredPrompts.Pair, (correct - curves[PromptKind.Correct][^1]).ToInterval());
            yield return MeasureRows.OrWithout(
                spec, mean, $"gap_reduction {name}", GapReductionEstimate.Of(curves[PromptKind.Correct][^1], curves[PromptKind.False][^1], @false).Reduction,
                "the interval of the gap includes 0: there is nothing to take a share of");
        }

        Bootstrapped[] Curve(PromptKind kind) => [.. Enumerable.Range(0, states).Select(state => Average(part => part.Accuracy[kind][state]))];
    }
}
