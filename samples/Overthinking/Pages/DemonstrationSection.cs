using System.Collections.Immutable;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Core.Results;
using Interp.Samples.Shared.Figures;
using Interp.Samples.Shared.Html;
using Interp.Samples.Shared.Html.Svg;

namespace Interp.Samples.Overthinking.Pages;

/// <summary>Figure 2: what more demonstrations do.</summary>
internal sealed class DemonstrationSection : ReportSection
{
    private const int FewestLabels = 3; // With two labels the permuted score is one minus accuracy.

    public override string Id => "demonstrations";

    public override string Title => "What more demonstrations do";

    public override string Needs => "measurements at every demonstration";

    public override Markup Body(ReportRows rows)
    {
        var models = Markup.Join(rows.Models.Select(model => Model(rows, model)));
        return models.IsEmpty ? models : Tag.P("The gap is accuracy under correct labels less that under false ones, at the last state. The permuted score is how often the answer is the label that the false prompt would show, times the number of labels: 1 is a guess, and above it the model copies.") + models;
    }

    private Markup Model(ReportRows rows, string model)
    {
        var setting = rows.Main(model);
        var gap = Figure(rows, model, "gap", $"Accuracy gap by demonstrations, {model}", "accuracy, correct − false", null, rows.Datasets(model), dataset => Gaps(rows, model, setting, dataset));
        var score = setting != Setting.Permuted ? Markup.Empty : Figure(
            rows, model, "permuted", $"Permuted score by demonstrations, {model}", "permuted score × labels", 1,
            [.. rows.Datasets(model).Where(dataset => rows.Labels(dataset) >= FewestLabels)], dataset => Scores(rows, model, setting, dataset));
        return gap.IsEmpty && score.IsEmpty ? Markup.Empty : ModelHeading(rows, model) + Tag.In("div", "grid", gap, score);
    }

    private Markup Figure(ReportRows rows, string model, string name, string title, string vertical, double? chance, IReadOnlyList<string> datasets, Func<string, ImmutableArray<Interval>> of)
    {
        (string Dataset, ImmutableArray<Interval> Points)[] lines = [.. datasets.Select(dataset => (dataset, of(dataset))).Where(line => line.Item2.Length > 1)];
        if (lines.Length == 0)
            return Markup.Empty;
        var steps = lines.Min(line => line.Points.Length);
        Curve[] curves = [.. lines.Select(line => new Curve(ReportRows.TitleOf(line.Dataset), lines.Length == 1 ? CurveKind.Plain : CurveKind.Faint, line.Points[..steps]))];
        string[] averaged = [.. rows.Averaged(model).Intersect(lines.Select(line => line.Dataset))];
        if (averaged.Length > 1)
        {
            var mean = Enumerable.Range(0, steps).Select(step => lines.Where(line => averaged.Contains(line.Dataset)).Average(line => line.Points[step].Estimate)).Select(value => new Interval(value, value, value));
            curves = [.. curves, new Curve("mean", CurveKind.Plain, [.. mean])];
        }
        else if (lines.Length > 1)
        {
            curves = [.. curves.Select((curve, i) => curve with { Kind = (CurveKind)((int)CurveKind.Correct + i % 5) })];
        }

        var chart = new LineChart
        {
            Title = title, Horizontal = "demonstrations before the prediction", Vertical = vertical, Curves = [.. curves.Select(Shorten)], Chance = chance, ChanceName = "guess", StepName = "demonstrations",
        };
        return new FigureBlock
        {
            Id = IdOf(rows, model, name),
            Picture = chart.ToPicture(),
            Numbers = new Numbers(title, ["#demonstrations", .. curves.Select(curve => $"#{curve.Name}")], [.. Enumerable.Range(0, steps).Select(step => ImmutableArray.Create<object?>([step, .. curves.Select(curve => (object?)curve.Points[step])]))]) { IsFixed = true },
            Command = Commands.Paper,
            Words = $"With {rows.Main(model).Title()} labels, last state{(curves.Any(curve => curve.Kind == CurveKind.Faint) ? "; grey: single datasets" : "")}.",
        }.ToMarkup(rows.IsLean);
    }

    private static Curve Shorten(Curve curve) => curve with { Name = curve.Name.Length > 20 ? curve.Name[..19] + "…" : curve.Name };

    private static ImmutableArray<Interval> Gaps(ReportRows rows, string model, Setting setting, string dataset)
    {
        if (rows.Curves(model, setting, dataset) is not { } curves)
            return [];
        var last = curves.LastState;
        var byPlace = rows.Measurements(model, setting, dataset).Where(row => row.State == last).ToLookup(row => (row.Demonstration, row.Prompts));
        return [.. Enumerable.Range(0, curves.Demonstrations).TakeWhile(step => byPlace.Contains((step, PromptKind.Correct)) && byPlace.Contains((step, PromptKind.False))).Select(step =>
            rows.Measure(model, setting, dataset, "accuracy_gap", MeasuredPrompts.Pair, last, step) is { } measured ? measured : Bare(Mean(step, PromptKind.Correct) - Mean(step, PromptKind.False)))];

        double Mean(int step, PromptKind kind) => byPlace[(step, kind)].Average(row => row.CalibratedAccuracy);
    }

    private static ImmutableArray<Interval> Scores(ReportRows rows, string model, Setting setting, string dataset)
    {
        if (rows.Curves(model, setting, dataset) is not { } curves || rows.Labels(dataset) is not { } labels)
            return [];
        var byStep = rows.Measurements(model, setting, dataset).Where(row => row.State == curves.LastState && row.Prompts == PromptKind.False).ToLookup(row => row.Demonstration);
        return [.. Enumerable.Range(0, curves.Demonstrations).TakeWhile(byStep.Contains).Select(step => new Interval(
            labels * byStep[step].Average(row => row.PermutedScore), labels * byStep[step].Average(row => row.PermutedLow ?? row.PermutedScore), labels * byStep[step].Average(row => row.PermutedHigh ?? row.PermutedScore)))];
    }

    private static Interval Bare(double value) => new(value, value, value);
}
