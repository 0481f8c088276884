using System.Collections.Immutable;
using System.Text.Json;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Core.Results;
using Interp.Core.Statistics;

namespace Interp.Core.Studies.Measures;

/// <summary>Measures of what the labels' logits say.</summary>
internal static class LabelMeasures
{
    /// <summary>Accuracy of correct prompts less that of false ones, pair by pair.</summary>
    public static IEnumerable<MeasureRow> Gaps(MeasuredCell cell)
    {
        var (correct, @false) = (cell.Accuracy[PromptKind.Correct], cell.Accuracy[PromptKind.False]);
        return from state in correct.States
               from demonstration in correct.Demonstrations
               select cell.Row("accuracy_gap", MeasuredPrompts.Pair, (correct.At(state, demonstration) - @false.At(state, demonstration)).ToInterval(), state, demonstration);
    }

    /// <summary>Critical and early-exit layers.</summary>
    public static IEnumerable<MeasureRow> Layers(MeasuredCell cell) =>
        new LayerRows(cell.Source).Of(cell.Accuracy[PromptKind.Correct].AtLastDemonstration(), cell.Accuracy[PromptKind.False].AtLastDemonstration(), HalvesOf(cell));

    /// <summary>What is predicted at the last demonstration.</summary>
    public static IEnumerable<MeasureRow> Anatomy(MeasuredCell cell) =>
        from kind in Enum.GetValues<PromptKind>()
        from sort in Enum.GetValues<PredictedAs>()
        let scores = ErrorAnatomy.Of(cell.Reading.Scores[kind].At(cell.Prompts.Demonstrations - 1), cell.Prompts.Prompts(kind), sort)
        from row in cell.Means($"predicted_{JsonNamingPolicy.SnakeCaseLower.ConvertName(sort.ToString())}", kind, scores)
        select row;

    /// <summary>False accuracy by state of each half of the prompts, thresholds and draws of their own.</summary>
    private static ByHalf HalvesOf(MeasuredCell cell)
    {
        var (resamples, all) = (cell.Resamples, cell.Prompts.Prompts(PromptKind.False));
        var halves = new Halves(resamples.Prompts, resamples.Seed);
        return new(Half(halves.First, 1), Half(halves.Second, 2));

        IReadOnlyList<Bootstrapped> Half(ImmutableArray<int> prompts, ulong number)
        {
            var scores = cell.Reading.Scores[PromptKind.False].At(cell.Prompts.Demonstrations - 1).Restrict(prompts);
            return CalibratedBootstrap.Of(scores, [.. prompts.Select(prompt => all[prompt].Classes)], new Resamples(prompts.Length, resamples.Seed + number, resamples.Draws)).AtLastDemonstration();
        }
    }
}
