using System.Collections.Immutable;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Samples.Shared.Figures;
using Interp.Samples.Shared.Html;

namespace Interp.Samples.Overthinking.Pages;

/// <summary>Figures 3 and 4: what each state would answer.</summary>
internal sealed class LayerSection : ReportSection
{
    public override string Id => "layers";

    public override string Title => "What each layer would answer";

    public override string Needs => "measurements";

    public override Markup Body(ReportRows rows) => Tag.P(
        "Every state of the stream is read through the model's own last norm and unembedding. Calibrated accuracy is how often the true label scores above its own threshold over the prompts; a guess reaches the dashed line. "
        + "Overthinking is a line that rises and then falls: the middle of the model would have been right.")
        + Markup.Join(rows.Models.Select(model => ModelHeading(rows, model) + Main(rows, model) + Grid(rows, model) + Layers(rows, model)));

    private Markup Main(ReportRows rows, string model) => rows.Averaged(model).Count < 2
        ? Markup.Empty
        : Tag.In("div", "main", Figure(rows, model, ReportRows.Mean, $"Mean of {rows.Averaged(model).Count} datasets"));

    private Markup Grid(ReportRows rows, string model)
    {
        var figures = rows.Datasets(model).Select(dataset => Figure(rows, model, dataset, ReportRows.TitleOf(dataset))).ToArray();
        return Tag.In("div", figures.Length == 1 ? "main" : "grid", Markup.Join(figures));
    }

    private Markup Figure(ReportRows rows, string model, string dataset, string title)
    {
        var (setting, curves) = (rows.Main(model), LayerCurves.Of(rows, model, dataset));
        if (curves.Curves.IsEmpty)
            return Markup.Empty;
        var exit = rows.Measure(model, setting, dataset, "early_exit_layer_published");
        var caption = $"{model}, {title}: calibrated accuracy by state";
        var isMean = dataset == ReportRows.Mean;
        return new FigureBlock
        {
            Id = IdOf(rows, model, isMean ? "mean" : Num.Of(rows.Datasets(model).ToList().IndexOf(dataset))),
            Picture = curves.ToChart($"{title}, {model}", exit is { } state ? ((int)state.Estimate, $"best, {Num.Of((int)state.Estimate)}") : null).ToPicture(),
            Numbers = curves.ToNumbers(caption),
            Command = isMean ? Commands.Paper : string.Join('\n', rows.Settings(model).Select(shown => Commands.Draw(model, shown, dataset))),
            Words = Words(curves, setting, isMean),
            Prompts = PromptSection.PlaceOf(rows, model, setting, dataset),
        }.ToMarkup(rows.IsLean);
    }

    private static string Words(LayerCurves curves, Setting setting, bool isMean)
    {
        var wrong = curves.Curves.FirstOrDefault(curve => curve.Kind == Kinds.Of(setting));
        if (wrong is null || wrong.Points.Length < 2)
            return "";
        var best = Enumerable.Range(0, wrong.Points.Length - 1).MaxBy(state => wrong.Points[state].Estimate);
        var lost = wrong.Points[best].Estimate - wrong.Points[^1].Estimate;
        var band = isMean && !wrong.HasBand ? " No interval: these rows hold none of averages." : "";
        return (lost > 0
            ? $"With {setting.Title()} labels state {best} is right {Percent(wrong.Points[best])} of the time, the last one {Percent(wrong.Points[^1])}."
            : $"With {setting.Title()} labels no state does better than the last one, {Percent(wrong.Points[^1])}.") + band;
    }

    private static string Percent(Interval value) => $"{Num.Of(100 * value.Estimate, 0)} %";

    private Markup Layers(ReportRows rows, string model)
    {
        var setting = rows.Main(model);
        (string Name, string Measure)[] measures =
        [
            ("critical layer, published rule", "critical_layer_published"), ("critical layer", "critical_layer"),
            ("early exit, published rule", "early_exit_layer_published"), ("its gain, false labels", "early_exit_false_gain_published"), ("its gain, correct labels", "early_exit_correct_gain_published"),
            ("early exit, held out", "early_exit_layer"), ("its gain, false labels (held out)", "early_exit_false_gain"),
        ];
        string[] datasets = [.. rows.Datasets(model), .. rows.HasMean(model, setting) ? new[] { ReportRows.Mean } : []];
        ImmutableArray<object?>[] cells = [.. datasets.Select(dataset => ImmutableArray.Create<object?>([ReportRows.TitleOf(dataset), .. measures.Select(measure => Cell(rows.Measure(model, setting, dataset, measure.Measure), measure.Measure.Contains("gain", StringComparison.Ordinal)))]))];
        if (cells.All(row => row.Skip(1).All(cell => cell is null)))
            return Markup.Empty;
        var numbers = new Numbers($"{model}, {setting.Title()} labels: critical and early-exit layers, as states", ["dataset", .. measures.Select(measure => $"#{measure.Name}")], cells);
        return Tag.In("div", "print", numbers.ToMarkup()) + Tag.In("p", "links", DataLink.Of($"{IdOf(rows, model)}-layers.csv", "text/csv;charset=utf-8", numbers.ToCsv(), "CSV")) + Tag.In(
            "p", "note",
            "Critical: the first state with half of the final gap between correct and false labels. Early exit: the state at which false labels do best. The published rules choose on the prompts they score and have no interval; the held-out one chooses on one half and scores on the other. A dash: the interval of the gap includes 0, so that there is no half of it.");

        static object? Cell(Interval? value, bool isGain) => value switch
        {
            null => null,
            { } layer when isGain => layer,
            { } layer when layer.Upper - layer.Lower < 1e-12 => (int)layer.Estimate,
            { } layer => Markup.Text(Num.Of(layer.Estimate, 0)) + " " + Tag.In("span", "ci", Num.Bounds(layer, 0)),
        };
    }
}
