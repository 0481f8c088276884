using System.Collections.Immutable;
using Interp.Core.Ablations;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Core.Results;
using Interp.Core.Transformer;

namespace Interp.Samples.Overthinking.Pages;

/// <summary>The numbers of every head of a cell.</summary>
internal sealed record HeadMeasures
{
    private static readonly ImmutableSortedDictionary<HeadId, Interval> None = ImmutableSortedDictionary<HeadId, Interval>.Empty;

    /// <summary>Prefix-matching score.</summary>
    public required ImmutableSortedDictionary<HeadId, Interval> Matching { get; init; }

    /// <summary>Attention to the labels of earlier demonstrations.</summary>
    public ImmutableSortedDictionary<HeadId, Interval> Attending { get; init; } = None;

    /// <summary>False-label-promoting score, the head's output normed by itself.</summary>
    public ImmutableSortedDictionary<HeadId, Interval> Promotion { get; init; } = None;

    /// <summary>Attention to tokens after the same token.</summary>
    public ImmutableSortedDictionary<HeadId, Interval> Induction { get; init; } = None;

    /// <summary>How much the weights raise what is attended to.</summary>
    public ImmutableSortedDictionary<HeadId, Interval> Copying { get; init; } = None;

    /// <summary>What taking a head away does; where no head was taken away alone, what it adds directly.</summary>
    public ImmutableSortedDictionary<HeadId, Interval> Effect { get; init; } = None;

    /// <summary>What <see cref="Effect"/> is, in short.</summary>
    public required string EffectName { get; init; }

    /// <summary>The same in a line.</summary>
    public required string EffectWords { get; init; }

    /// <summary>The cell whose heads are shown: the paper's dataset where it was read, else the first that was; null for none.</summary>
    public static (Setting Setting, string Dataset)? PlaceOf(ReportRows rows, string model)
    {
        var order = rows.Datasets(model).ToList();
        (Setting Setting, string Dataset)[] places =
        [
            .. rows.Results.Attention.Where(row => row.Model == model && row.Prompts == PromptKind.False).Select(row => (row.Setting, row.Dataset))
                .Concat(rows.Results.Heads.Where(row => row.Model == model).Select(row => (row.Setting, row.Dataset)))
                .Distinct().OrderBy(place => place.Setting).ThenBy(place => place.Dataset != "unnatural").ThenBy(place => order.IndexOf(place.Dataset)),
        ];
        return places.Length == 0 ? null : places[0];
    }

    /// <summary>The numbers of that cell; null for none.</summary>
    public static HeadMeasures? OfAny(ReportRows rows, string model) => PlaceOf(rows, model) is { } place ? Of(rows, model, place.Setting, place.Dataset) : null;

    /// <summary>The numbers of a cell.</summary>
    public static HeadMeasures Of(ReportRows rows, string model, Setting setting, string dataset)
    {
        HeadRow[] heads = [.. rows.Results.Heads.Where(row => row.Model == model && row.Setting == setting && row.Dataset == dataset).GroupBy(row => (row.Layer, row.Head)).Select(formats => formats.MinBy(row => row.Format)!)];
        AttentionRow[] attention = [.. rows.Results.Attention.Where(row => row.Model == model && row.Setting == setting && row.Dataset == dataset && row.Prompts == PromptKind.False).GroupBy(row => (row.Layer, row.Head)).Select(formats => formats.MinBy(row => row.Format)!)];
        var matching = attention.Length > 0
            ? attention.ToImmutableSortedDictionary(row => new HeadId(row.Layer, row.Head), row => new Interval(row.PmScore, row.Low ?? row.PmScore, row.High ?? row.PmScore))
            : heads.ToImmutableSortedDictionary(row => new HeadId(row.Layer, row.Head), row => new Interval(row.ClassSensitive, row.Low ?? row.ClassSensitive, row.High ?? row.ClassSensitive));
        var alone = Alone(rows, model, setting, dataset);
        return new HeadMeasures
        {
            Matching = matching,
            Attending = attention.Length > 0 ? attention.ToImmutableSortedDictionary(row => new HeadId(row.Layer, row.Head), row => Bare(row.AttentionAllLabels)) : Some(row => row.LabelAttending),
            Promotion = Some(row => row.PromotingNormed),
            Induction = Some(row => row.Induction),
            Copying = Some(row => row.Copying),
            Effect = alone.IsEmpty ? Direct(rows, model, setting, dataset, matching.Keys) : alone,
            EffectName = alone.IsEmpty ? "Direct effect" : "Ablation effect",
            EffectWords = alone.IsEmpty
                ? "what the head's output adds to the logit of the shown label less that of the true one; no head was taken away alone in this study"
                : "change of accuracy under false labels when this head alone is taken away",
        };

        ImmutableSortedDictionary<HeadId, Interval> Some(Func<HeadRow, double?> of) =>
            heads.Where(row => of(row) is not null).ToImmutableSortedDictionary(row => new HeadId(row.Layer, row.Head), row => Bare(of(row)!.Value));
    }

    /// <summary>The effects of ablations that take one head away.</summary>
    private static ImmutableSortedDictionary<HeadId, Interval> Alone(ReportRows rows, string model, Setting setting, string dataset)
    {
        var effects = ImmutableSortedDictionary.CreateBuilder<HeadId, Interval>();
        var cell = rows.Cells.FirstOrDefault(cell => cell.Id.Model == model && cell.Id.Setting == setting && cell.Id.Dataset == dataset);
        foreach (var ablation in cell?.Ablations.Where(ablation => !ablation.IsControl && ablation.Sets.Length == 1) ?? [])
        {
            if (Ablation.FromJson(ablation.Sets[0]).Parts is [{ Heads: [var head], Attentions: [], Mlps: [], Keys: null }] && rows.Measure(model, setting, dataset, $"false_prefix_delta {ablation.Name}") is { } change)
                effects[head] = change;
        }

        return effects.ToImmutable();
    }

    private static ImmutableSortedDictionary<HeadId, Interval> Direct(ReportRows rows, string model, Setting setting, string dataset, IEnumerable<HeadId> heads)
    {
        var effects = ImmutableSortedDictionary.CreateBuilder<HeadId, Interval>();
        foreach (var head in heads)
        {
            if (rows.Measure(model, setting, dataset, $"attribution Head {head}", MeasuredPrompts.False) is { } adds)
                effects[head] = adds;
        }

        return effects.ToImmutable();
    }

    private static Interval Bare(double value) => new(value, value, value);
}
