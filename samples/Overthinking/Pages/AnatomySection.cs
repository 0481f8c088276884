using System.Collections.Immutable;
using Interp.Core.Results;
using Interp.Samples.Shared.Figures;
using Interp.Samples.Shared.Html;
using Interp.Samples.Shared.Html.Svg;

namespace Interp.Samples.Overthinking.Pages;

/// <summary>What is answered in place of the truth.</summary>
internal sealed class AnatomySection : ReportSection
{
    private static readonly (string Measure, string Name, CurveKind Kind)[] Sorts =
    [
        ("predicted_other", "another label", CurveKind.Zero),
        ("predicted_shown_most", "shown most", CurveKind.Random),
        ("predicted_shown_for_class", "shown for the class", CurveKind.Permuted),
        ("predicted_truth", "the truth", CurveKind.Correct),
    ];

    public override string Id => "anatomy";

    public override string Title => "What is answered instead";

    public override string Needs => "the measure error_anatomy";

    public override Markup Body(ReportRows rows)
    {
        var figures = Markup.Join(rows.Models.SelectMany(model => rows.Datasets(model).Select(dataset => Figure(rows, model, dataset))));
        return figures.IsEmpty ? figures : Tag.P("The likeliest label of each state under false labels, uncalibrated: the truth, the label that the demonstrations show for this class, the label they show most, or another. A model that copies goes from the first to the second.") + Tag.In("div", "grid", figures);
    }

    private Markup Figure(ReportRows rows, string model, string dataset)
    {
        var setting = rows.Main(model);
        Curve[] curves = [.. Sorts.Select(sort => new Curve(sort.Name, sort.Kind, rows.ByState(model, setting, dataset, sort.Measure, MeasuredPrompts.False))).Where(curve => curve.Points.Length > 1)];
        if (curves.Length == 0)
            return Markup.Empty;
        var title = $"Answers by state, {ReportRows.TitleOf(dataset)}, {model}";
        return new FigureBlock
        {
            Id = IdOf(rows, model, Num.Of(rows.Datasets(model).ToList().IndexOf(dataset))),
            Picture = new LineChart { Title = title, Horizontal = "state", Vertical = "share of prompts", Curves = [.. curves], Limits = (0, 1) }.ToPicture(),
            Numbers = new Numbers(title, ["#state", .. curves.Select(curve => $"#{curve.Name}")], [.. Enumerable.Range(0, curves[0].Points.Length).Select(state => ImmutableArray.Create<object?>([state, .. curves.Select(curve => (object?)curve.Points[state])]))]) { IsFixed = true },
            Command = Commands.Report,
            Words = $"With {setting.Title()} labels.",
            Prompts = PromptSection.PlaceOf(rows, model, setting, dataset),
        }.ToMarkup(rows.IsLean);
    }
}
