using System.Collections.Immutable;
using Interp.Core.Heads;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Core.Results;
using Interp.Core.Statistics;

namespace Interp.Core.Studies.Tables;

/// <summary>The measures of one cell, computed once from what was read: values with their draws, from which rows and averages are made.</summary>
internal sealed class CellMeasures
{
    private readonly CellData _data;
    private readonly ByKind<BootstrappedScores> _permuted;

    public CellMeasures(CellData data)
    {
        _data = data;
        Accuracy = CalibratedBootstrap.Accuracy(data.Reading, data.Resamples);
        _permuted = CalibratedBootstrap.PermutedScore(data.Reading, data.Resamples);
    }

    /// <summary>Calibrated accuracy at every state and demonstration.</summary>
    public ByKind<BootstrappedScores> Accuracy { get; }

    /// <summary>Rows of the table "measurements".</summary>
    public IEnumerable<Measurement> Measurements() => Studies.Measurements.Of(_data.Reading, _data.Cell.Id.Model, Accuracy, _permuted);

    /// <summary>Rows of the table "measures" that the spec asks for.</summary>
    public IEnumerable<MeasureRow> Measures() => _data.Spec.Measures.SelectMany(name => name switch
    {
        "accuracy_gap" => Gaps(),
        "layers" => Layers(),
        "uncalibrated_accuracy" => Means(name, UncalibratedAccuracy.Of(_data.Reading)),
        "error_anatomy" => Anatomy(),
        "top_1_accuracy" => Means(name, Top1Accuracy.Of(_data.Reading)),
        "label_space_probability" => Means(name, _data.Reading.Scores.Select((_, scores) => LabelSpaceProbability.Of(scores))),
        "top_labels_match" => Means(name, _data.Reading.Scores.Select((_, scores) => TopLabelsMatch.Of(scores))),
        "attribution" => Attribution(),
        "attention" => Ratios(),
        "heads" => [],
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such measure."),
    });

    private IEnumerable<MeasureRow> Gaps()
    {
        var (correct, last) = (Accuracy[PromptKind.Correct], Accuracy[PromptKind.Correct].Shape);
        foreach (var state in last.States)
        {
            foreach (var demonstration in last.Demonstrations)
                yield return Row("accuracy_gap", MeasuredPrompts.Pair, (correct.At(state, demonstration) - Accuracy[PromptKind.False].At(state, demonstration)).ToInterval(), state, demonstration);
        }
    }

    private IEnumerable<MeasureRow> Layers() =>
        new LayerRows(_data.Spec, _data.Cell.Id).Of(Accuracy[PromptKind.Correct].AtLastDemonstration(), Accuracy[PromptKind.False].AtLastDemonstration(), HalvesOf());

    /// <summary>False accuracy by state of each half of the prompts, thresholds and draws of their own.</summary>
    private ByHalf HalvesOf()
    {
        var halves = new Halves(_data.Cell.Pairs, _data.Resamples.Seed);
        return new(Half(halves.First, 1), Half(halves.Second, 2));

        IReadOnlyList<Bootstrapped> Half(ImmutableArray<int> prompts, ulong number)
        {
            var all = _data.Prompts.Prompts(PromptKind.False);
            var scores = _data.Reading.Scores[PromptKind.False].At(_data.Prompts.Demonstrations - 1).Restrict(prompts);
            return CalibratedBootstrap.Of(scores, [.. prompts.Select(prompt => all[prompt].Classes)], new Resamples(prompts.Length, _data.Resamples.Seed + number, _data.Spec.Resamples)).AtLastDemonstration();
        }
    }

    private IEnumerable<MeasureRow> Means(string name, ByKind<PromptScores> scores) =>
        Enum.GetValues<PromptKind>().SelectMany(kind => Means(name, kind, scores[kind]));

    private IEnumerable<MeasureRow> Means(string name, PromptKind kind, PromptScores scores) =>
        from state in scores.States
        from demonstration in scores.Demonstrations
        select Row(name, kind.Measured(), Bootstrapped.Mean(scores.At(state, demonstration), _data.Resamples).ToInterval(), state, demonstration);

    private IEnumerable<MeasureRow> Anatomy() =>
        from kind in Enum.GetValues<PromptKind>()
        from sort in Enum.GetValues<PredictedAs>()
        let scores = ErrorAnatomy.Of(_data.Reading.Scores[kind].At(_data.Prompts.Demonstrations - 1), _data.Prompts.Prompts(kind), sort)
        from row in Means($"predicted_{Snake(sort.ToString())}", kind, scores)
        select row;

    private IEnumerable<MeasureRow> Attribution() =>
        from kind in Enum.GetValues<PromptKind>()
        let heads = _data.Heads(kind)
        where heads is not null
        from row in heads.Attribution().Select(part => (Name: $"attribution {part.Component}", part.Terms, part.Component.Layer)).Append(("logit_difference", heads.LogitDifferences(), null))
        select Row(row.Name, kind.Measured(), Bootstrapped.Mean(row.Terms, _data.Resamples).ToInterval(), null, _data.Prompts.Demonstrations - 1);

    /// <summary>Share of the attention to earlier labels that goes to those of the same class, summed over heads, block by block (context following).</summary>
    private IEnumerable<MeasureRow> Ratios() =>
        from kind in Enum.GetValues<PromptKind>()
        let heads = _data.Heads(kind)
        where heads is not null
        let attention = heads.Attention()
        let prompts = _data.Prompts.Prompts(kind)
        from to in Enum.GetValues<Attended>()
        let ratio = PrefixMatching.Ratio(attention, prompts, new PrefixMatchOptions { To = to })
        from head in heads.All
        select Row($"context_following_{Snake(to.ToString())} {head}", kind.Measured(), Bootstrapped.Mean(ratio.At(head), _data.Resamples).ToInterval(), null, _data.Prompts.Demonstrations - 1);

    /// <summary>A row of this cell.</summary>
    public MeasureRow Row(string measure, MeasuredPrompts prompts, IntervalEstimate value, int? state = null, int? demonstration = null) =>
        MeasureRows.Of(_data.Spec, _data.Cell.Id, measure, prompts, value, state, demonstration);

    private static string Snake(string name) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
