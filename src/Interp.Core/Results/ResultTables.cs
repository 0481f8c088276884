using System.Collections.Immutable;
using Interp.Core.Prompts;

namespace Interp.Core.Results;

/// <summary>The kinds of result files, and their columns.</summary>
public static class ResultTables
{
    private static readonly string[] PublishedCell = ["setting", "dataset", "format", "prompts", "layer", "position"];

    /// <summary>Calibrated accuracy and permuted score, by state and demonstration.</summary>
    public static ResultTable<Measurement> Measurements { get; } = new(
        "measurements",
        [
            .. Source<Measurement>(),
            Column<Measurement>.Kind("prompts", row => row.Prompts),
            Column<Measurement>.Count("layer", row => row.State),
            Column<Measurement>.Count("position", row => row.Demonstration),
            Column<Measurement>.Number("calibrated_accuracy", row => row.CalibratedAccuracy),
            Column<Measurement>.Number("upper95", row => row.Upper95),
            Column<Measurement>.Number("permuted_score", row => row.PermutedScore),
            Column<Measurement>.OptionalCount("n", row => row.Count),
            Column<Measurement>.OptionalNumber("low", row => row.Low),
            Column<Measurement>.OptionalNumber("high", row => row.High),
            Column<Measurement>.OptionalNumber("permuted_low", row => row.PermutedLow),
            Column<Measurement>.OptionalNumber("permuted_high", row => row.PermutedHigh),
            .. Provenance<Measurement>(),
        ],
        [.. PublishedCell, "calibrated_accuracy", "upper95", "permuted_score"],
        cells => new Measurement
        {
            Source = cells.Source(),
            Prompts = cells.Kind("prompts"),
            State = cells.Count("layer"),
            Demonstration = cells.Count("position"),
            CalibratedAccuracy = cells.Number("calibrated_accuracy"),
            Upper95 = cells.Number("upper95"),
            PermutedScore = cells.Number("permuted_score"),
            PermutedLow = cells.OptionalNumber("permuted_low"),
            PermutedHigh = cells.OptionalNumber("permuted_high"),
            Spread = cells.Spread(),
        });

    /// <summary>Every other measure, one number a row.</summary>
    public static ResultTable<MeasureRow> Measures { get; } = new(
        "measures",
        [
            .. Source<MeasureRow>(),
            Column<MeasureRow>.Text("prompts", row => PromptNames.Of(row.Prompts)),
            Column<MeasureRow>.OptionalCount("layer", row => row.State),
            Column<MeasureRow>.OptionalCount("position", row => row.Demonstration),
            Column<MeasureRow>.Text("measure", row => row.Measure),
            Column<MeasureRow>.OptionalNumber("value", row => row.Value),
            .. Estimate<MeasureRow>(),
            Column<MeasureRow>.OptionalText("note", row => row.Note),
        ],
        [],
        cells => new MeasureRow
        {
            Source = cells.Source(),
            Prompts = cells.Measured("prompts"),
            State = cells.OptionalCount("layer"),
            Demonstration = cells.OptionalCount("position"),
            Measure = cells.Text("measure"),
            Value = cells.OptionalNumber("value"),
            Spread = cells.Spread(),
            Note = cells.OptionalText("note"),
        });

    /// <summary>Calibrated accuracy with parts ablated, by state.</summary>
    public static ResultTable<AblationRow> Ablations { get; } = new(
        "ablations",
        [
            .. Source<AblationRow>(),
            Column<AblationRow>.Text("ablation", row => row.Ablation),
            Column<AblationRow>.Kind("prompts", row => row.Prompts),
            Column<AblationRow>.Count("layer", row => row.State),
            Column<AblationRow>.Number("calibrated_accuracy", row => row.CalibratedAccuracy),
            Column<AblationRow>.Number("upper95", row => row.Upper95),
            .. Estimate<AblationRow>(),
        ],
        ["setting", "dataset", "ablation", "prompts", "layer", "calibrated_accuracy", "upper95"],
        cells => new AblationRow
        {
            Source = cells.Source(),
            Ablation = cells.Text("ablation"),
            Prompts = cells.Kind("prompts"),
            State = cells.Count("layer"),
            CalibratedAccuracy = cells.Number("calibrated_accuracy"),
            Upper95 = cells.Number("upper95"),
            Spread = cells.Spread(),
        });

    /// <summary>Heads' attention to labels.</summary>
    public static ResultTable<AttentionRow> Attention { get; } = new(
        "attention",
        [
            .. Source<AttentionRow>(),
            Column<AttentionRow>.Kind("prompts", row => row.Prompts),
            Column<AttentionRow>.Count("layer", row => row.Layer),
            Column<AttentionRow>.Count("head", row => row.Head),
            Column<AttentionRow>.Number("attention_same_label", row => row.AttentionSameLabel),
            Column<AttentionRow>.Number("attention_all_labels", row => row.AttentionAllLabels),
            Column<AttentionRow>.Number("pm_score", row => row.PmScore),
            Column<AttentionRow>.Number("attention_before_same_label", row => row.AttentionBeforeSameLabel),
            Column<AttentionRow>.Number("attention_before_all_labels", row => row.AttentionBeforeAllLabels),
            Column<AttentionRow>.Number("pm_score_before_label", row => row.PmScoreBeforeLabel),
            .. Estimate<AttentionRow>(),
        ],
        [
            "prompts", "layer", "head", "attention_same_label", "attention_all_labels", "pm_score",
            "attention_before_same_label", "attention_before_all_labels", "pm_score_before_label",
        ],
        cells => new AttentionRow
        {
            Source = cells.Source(),
            Prompts = cells.Kind("prompts"),
            Layer = cells.Count("layer"),
            Head = cells.Count("head"),
            AttentionSameLabel = cells.Number("attention_same_label"),
            AttentionAllLabels = cells.Number("attention_all_labels"),
            PmScore = cells.Number("pm_score"),
            AttentionBeforeSameLabel = cells.Number("attention_before_same_label"),
            AttentionBeforeAllLabels = cells.Number("attention_before_all_labels"),
            PmScoreBeforeLabel = cells.Number("pm_score_before_label"),
            Spread = cells.Spread(),
        });

    /// <summary>All scores of heads.</summary>
    public static ResultTable<HeadRow> Heads { get; } = new(
        "heads",
        [
            .. Source<HeadRow>(),
            Column<HeadRow>.Kind("prompts", row => row.Prompts),
            Column<HeadRow>.Count("layer", row => row.Layer),
            Column<HeadRow>.Count("head", row => row.Head),
            Column<HeadRow>.OptionalCount("rank", row => row.Rank),
            Column<HeadRow>.OptionalNumber("label_attending", row => row.LabelAttending),
            Column<HeadRow>.Number("class_sensitive", row => row.ClassSensitive),
            Column<HeadRow>.OptionalNumber("class_sensitive_shown", row => row.ClassSensitiveShown),
            Column<HeadRow>.OptionalNumber("promoting_plain", row => row.PromotingPlain),
            Column<HeadRow>.OptionalNumber("promoting_normed", row => row.PromotingNormed),
            Column<HeadRow>.OptionalNumber("promoting_frozen", row => row.PromotingFrozen),
            Column<HeadRow>.OptionalNumber("previous_token", row => row.PreviousToken),
            Column<HeadRow>.OptionalNumber("duplicate_token", row => row.DuplicateToken),
            Column<HeadRow>.OptionalNumber("induction", row => row.Induction),
            Column<HeadRow>.OptionalNumber("copying", row => row.Copying),
            .. Estimate<HeadRow>(),
        ],
        [],
        cells => new HeadRow
        {
            Source = cells.Source(),
            Prompts = cells.Kind("prompts"),
            Layer = cells.Count("layer"),
            Head = cells.Count("head"),
            Rank = cells.OptionalCount("rank"),
            LabelAttending = cells.OptionalNumber("label_attending"),
            ClassSensitive = cells.Number("class_sensitive"),
            ClassSensitiveShown = cells.OptionalNumber("class_sensitive_shown"),
            PromotingPlain = cells.OptionalNumber("promoting_plain"),
            PromotingNormed = cells.OptionalNumber("promoting_normed"),
            PromotingFrozen = cells.OptionalNumber("promoting_frozen"),
            PreviousToken = cells.OptionalNumber("previous_token"),
            DuplicateToken = cells.OptionalNumber("duplicate_token"),
            Induction = cells.OptionalNumber("induction"),
            Copying = cells.OptionalNumber("copying"),
            Spread = cells.Spread(),
        });

    private static ImmutableArray<Column<TRow>> Source<TRow>()
        where TRow : ResultRow =>
    [
        Column<TRow>.Text("model", row => row.Model),
        Column<TRow>.Text("protocol", row => row.Protocol.ToString()),
        Column<TRow>.Text("setting", row => row.Setting.Name()),
        Column<TRow>.Text("dataset", row => row.Dataset),
        Column<TRow>.Count("format", row => row.Format),
    ];

    private static ImmutableArray<Column<TRow>> Estimate<TRow>()
        where TRow : ResultRow =>
    [
        Column<TRow>.OptionalCount("n", row => row.Count),
        Column<TRow>.OptionalNumber("low", row => row.Low),
        Column<TRow>.OptionalNumber("high", row => row.High),
        .. Provenance<TRow>(),
    ];

    private static ImmutableArray<Column<TRow>> Provenance<TRow>()
        where TRow : ResultRow =>
    [
        Column<TRow>.OptionalText("method", row => row.Method),
        Column<TRow>.OptionalSeed("seed", row => row.Seed),
    ];
}
