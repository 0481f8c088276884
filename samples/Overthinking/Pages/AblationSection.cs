using System.Collections.Immutable;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Core.Results;
using Interp.Samples.Shared.Figures;
using Interp.Samples.Shared.Html;
using Interp.Samples.Shared.Html.Svg;

namespace Interp.Samples.Overthinking.Pages;

/// <summary>Tables 1, 2 and 3: what taking parts away does.</summary>
internal sealed class AblationSection : ReportSection
{
    private const string Controls = " controls";

    public override string Id => "ablations";

    public override string Title => "What taking parts away does";

    public override string Needs => "ablations";

    public override Markup Body(ReportRows rows)
    {
        var models = Markup.Join(rows.Models.Select(model => Model(rows, model)));
        return models.IsEmpty ? models : Tag.P("Parts are taken away at one token only, the one before the last label. The share of the gap that closes is measured against the gap between correct and false labels of the whole model; what correct labels lose is the price.") + models;
    }

    private Markup Model(ReportRows rows, string model)
    {
        AblationRow[] ablations = [.. rows.Results.Ablations.Where(row => row.Model == model)];
        if (ablations.Length == 0)
            return Markup.Empty;
        return ModelHeading(rows, model) + Tag.In("div", "main", Figure(rows, model, ablations)) + Markup.Join(rows.Settings(model).Select(setting => Table(rows, model, setting, [.. ablations.Where(row => row.Setting == setting)])));
    }

    private Markup Figure(ReportRows rows, string model, AblationRow[] ablations)
    {
        var (setting, dataset) = (rows.Main(model), rows.Typical(model));
        string[] names = [.. ablations.Select(row => row.Ablation).Distinct()];
        (string Name, Interval Value, bool)[] measured = [.. names.Select(name => (name, Value: rows.Measure(model, setting, dataset, $"gap_reduction {name}")))
            .Where(row => row.Value is not null).Select(row => (Words(row.name), Scale(row.Value!.Value, 100), row.name.EndsWith(Controls, StringComparison.Ordinal)))];
        if (measured.Length == 0)
            return Tag.In("p", "note", $"{ReportRows.TitleOf(dataset)}: no share of the gap is given, since these rows have none or the interval of the gap includes 0.");
        var title = $"Share of the gap that closes, {ReportRows.TitleOf(dataset)}, {model}";
        return new FigureBlock
        {
            Id = IdOf(rows, model, "gap"),
            Picture = new DotPlot { Title = title, Axis = "% of the gap closed, with 95 % intervals", Rows = [.. measured] }.ToPicture(),
            Numbers = new Numbers(title, ["taken away", "#% of the gap closed"], [.. measured.Select(row => ImmutableArray.Create<object?>(row.Name, row.Value))]) { Digits = 1 },
            Command = Commands.Paper,
            Words = $"With {setting.Title()} labels. Hollow: random heads, the mean of the sets and their middle 95 %.",
        }.ToMarkup();
    }

    private Markup Table(ReportRows rows, string model, Setting setting, AblationRow[] ablations)
    {
        if (ablations.Length == 0)
            return Markup.Empty;
        var last = ablations.Max(row => row.State);
        var groups = ablations.Where(row => row.State == last).GroupBy(row => (row.Dataset, row.Ablation));
        var lines = new List<ImmutableArray<object?>>();
        foreach (var dataset in rows.Datasets(model))
        {
            if (rows.Curves(model, setting, dataset) is { } whole)
                lines.Add([ReportRows.TitleOf(dataset), "nothing", whole.Correct[^1], whole.False[^1], null, null, null]);
            lines.AddRange(groups.Where(group => group.Key.Dataset == dataset).Select(group => ImmutableArray.Create<object?>(
                ReportRows.TitleOf(dataset), Words(group.Key.Ablation), Mean(group, PromptKind.Correct), Mean(group, PromptKind.False),
                rows.Measure(model, setting, dataset, $"true_prefix_delta {group.Key.Ablation}"), rows.Measure(model, setting, dataset, $"false_prefix_delta {group.Key.Ablation}"),
                rows.Measure(model, setting, dataset, $"gap_reduction {group.Key.Ablation}"))));
        }

        if (rows.HasMean(model, setting))
        {
            lines.AddRange(ablations.Select(row => row.Ablation).Distinct().Select(name => ImmutableArray.Create<object?>(
                ReportRows.TitleOf(ReportRows.Mean), Words(name), null, null, rows.Measure(model, setting, ReportRows.Mean, $"true_prefix_delta {name}"), null, rows.Measure(model, setting, ReportRows.Mean, $"gap_reduction {name}"))));
        }

        var numbers = new Numbers($"{model}, {setting.Title()} labels: accuracy at the last state with parts taken away", ["dataset", "taken away", "#correct labels", "#false labels", "#change, correct", "#change, false", "#share of the gap closed"], lines);
        var csv = Tag.In("p", "links", DataLink.Of($"{Tag.Id(Id, model, setting.Name())}.csv", "text/csv;charset=utf-8", numbers.ToCsv(), "CSV"));
        return setting == rows.Main(model) ? numbers.ToMarkup() + csv : Tag.Details($"{model}, {setting.Title()} labels", numbers.ToMarkup(), csv);
    }

    private static Interval? Mean(IEnumerable<AblationRow> rows, PromptKind kind)
    {
        AblationRow[] mine = [.. rows.Where(row => row.Prompts == kind)];
        return mine.Length == 0 ? null : new Interval(mine.Average(row => row.Accuracy.Estimate), mine.Average(row => row.Accuracy.Lower), mine.Average(row => row.Accuracy.Upper));
    }

    private static Interval Scale(Interval value, double by) => new(by * value.Estimate, by * value.Lower, by * value.Upper);

    private static string Words(string ablation) => ablation.EndsWith(Controls, StringComparison.Ordinal) ? $"random heads, as many as {ablation[..^Controls.Length]}" : ablation;
}
