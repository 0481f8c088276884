using Interp.Core.Metrics;
using Interp.Core.Results;
using Interp.Samples.Shared.Figures;
using Interp.Samples.Shared.Html;

namespace Interp.Samples.Overthinking.Pages;

/// <summary>The top of the page: what was asked, what came out, of what.</summary>
internal static class OpeningSection
{
    public static Markup Render(ReportRows rows) => Tag.Plain(
        "header",
        Tag.Plain("h1", "Overthinking the truth"),
        Tag.In("p", "lead", "A language model is shown examples with wrong labels. At which layer does it still know the right answer, and what makes it lose it?"),
        Markup.Join(rows.Models.Select(model => Finding(rows, model))),
        Facts(rows));

    private static Markup Finding(ReportRows rows, string model)
    {
        var (setting, dataset) = (rows.Main(model), rows.Typical(model));
        var curves = LayerCurves.Of(rows, model, dataset).Curves;
        var wrong = curves.FirstOrDefault(curve => curve.Kind == Kinds.Of(setting));
        var correct = curves.FirstOrDefault(curve => curve.Kind == Shared.Html.Svg.CurveKind.Correct);
        if (wrong is null || correct is null || wrong.Points.Length < 2)
            return Markup.Empty;
        var best = Enumerable.Range(0, wrong.Points.Length - 1).MaxBy(state => wrong.Points[state].Estimate);
        var where = dataset == ReportRows.Mean ? $"on the mean of {rows.Averaged(model).Count} datasets" : $"on {ReportRows.TitleOf(dataset)}";
        var figures = Tag.In(
            "dl", "cards",
            Card($"{setting.Title()} labels, best state ({best})", wrong.Points[best]), Card($"{setting.Title()} labels, last state ({wrong.Points.Length - 1})", wrong.Points[^1]), Card("correct labels, last state", correct.Points[^1]),
            Measure("critical layer", "critical_layer", 0), Reductions());
        return Tag.In("div", "finding", Tag.In("h2", "model", model), Tag.P(Sentence()), figures);

        Markup Sentence()
        {
            var (peak, end) = (wrong.Points[best], wrong.Points[^1]);
            var gain = rows.Measure(model, setting, dataset, "early_exit_false_gain") ?? rows.Measure(model, setting, dataset, "early_exit_false_gain_published");
            var verdict = gain switch
            {
                { Lower: > 0 } => "It overthinks: a middle layer knows what the last one has lost.",
                { Upper: <= 0 } => "It does not overthink: no middle layer does better than the last.",
                { } => "Whether a middle layer does better than the last is not settled by these prompts: the interval of the difference includes 0.",
                null => peak.Lower > end.Upper ? "It overthinks: a middle layer knows what the last one has lost." : "Whether a middle layer does better than the last is not settled by these intervals.",
            };
            return $"With {setting.Title()} labels {where} the best state before the last, {best}, is right {Percent(peak)} of the time, and the last one {Percent(end)}; with correct labels the last one is right {Percent(correct.Points[^1])} of the time. {verdict}";
        }

        Markup Measure(string name, string measure, int digits) => rows.Measure(model, setting, dataset, measure) is { } value ? Card(name, value, digits) : Markup.Empty;

        Markup Reductions() => Markup.Join(rows.Results.Ablations.Where(row => row.Model == model && row.Setting == setting).Select(row => row.Ablation).Distinct().Where(name => name.Contains("heads", StringComparison.Ordinal))
            .Select(name => Measure($"share of the gap closed, {name}", $"gap_reduction {name}", 3)));
    }

    private static string Percent(Interval value) => $"{Num.Of(100 * value.Estimate, 0)} %";

    private static Markup Card(string name, Interval value, int digits = 3) => Tag.Plain(
        "div", Tag.Plain("dt", name), Tag.Plain("dd", Tag.Plain("strong", Num.Of(value.Estimate, digits)), value.Upper - value.Lower > 1e-12 ? " " + Tag.In("span", "ci", Num.Bounds(value, digits)) : Markup.Empty));

    private static Markup Facts(ReportRows rows)
    {
        Measurement[] all = [.. rows.Results.Measurements];
        (string, string)[] facts =
        [
            ("models", string.Join(", ", rows.Models)),
            ("labels", string.Join(", ", rows.Models.SelectMany(rows.Settings).Distinct().Select(setting => setting.Title()))),
            ("demonstrations", string.Join(", ", all.GroupBy(row => row.Model).Select(rows => 1 + rows.Max(row => row.Demonstration)).Distinct().Order().Select(Num.Of))),
            ("prompts of each kind", string.Join(", ", all.Select(row => row.Count).OfType<int>().Distinct().Order().Select(Num.Of)) is { Length: > 0 } counts ? counts : "not said"),
            ("seed", rows.Spec is { } spec ? spec.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture) : "not said"),
            ("protocol", string.Join(", ", all.Select(row => row.Protocol.ToString()).Distinct().Order(StringComparer.Ordinal))),
            ("datasets", string.Join(", ", rows.Models.SelectMany(rows.Datasets).Distinct().Select(ReportRows.TitleOf))),
        ];
        return Tag.In("dl", "facts", Markup.Join(facts.Select(fact => Tag.Plain("div", Tag.Plain("dt", fact.Item1), Tag.Plain("dd", fact.Item2)))));
    }
}
