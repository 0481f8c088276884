using System.Collections.Immutable;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Samples.Shared.Figures;
using Interp.Samples.Shared.Html;
using Interp.Samples.Shared.Html.Svg;

namespace Interp.Samples.Overthinking.Pages;

/// <summary>Tables 1, 2 and 3: what taking parts away does.</summary>
internal sealed class AblationSection : ReportSection
{
    private const int LongestTable = 24;

    public override string Id => "ablations";

    public override string Title => "What taking parts away does";

    public override string Needs => "ablations";

    public override Markup Body(ReportRows rows)
    {
        var models = Markup.Join(rows.Models.Select(model => Model(rows, model)));
        return models.IsEmpty ? models : Tag.P(
            "Parts are taken away at one token only, the one before the last label. The share of the gap that closes is 1 less what remains of the gap between the whole model's accuracy with correct labels and the ablated one's with false labels; what correct labels lose is the price.") + models;
    }

    private Markup Model(ReportRows rows, string model)
    {
        var effects = rows.Settings(model).Select(setting => (Setting: setting, Of: new AblationEffects(rows, model, setting))).Where(effect => effect.Of.Names.Length > 0).ToArray();
        return effects.Length == 0 ? Markup.Empty
            : ModelHeading(rows, model) + Tag.In("div", "main", Figure(rows, model, effects[0].Of, effects[0].Setting)) + Markup.Join(effects.Select((effect, i) => Table(rows, model, effect.Of, effect.Setting, isMain: i == 0)));
    }

    private Markup Figure(ReportRows rows, string model, AblationEffects effects, Setting setting)
    {
        var dataset = rows.Typical(model);
        (string Name, Interval Value, bool IsControl)[] measured = [.. effects.Names.Select(name => (Name: name, Value: effects.Share(dataset, name))).Where(row => row.Value is not null)
            .Select(row => (AblationEffects.Words(row.Name), Scale(row.Value!.Value, 100), AblationEffects.IsControl(row.Name)))];
        if (measured.Length == 0)
            return Tag.In("p", "note", $"{ReportRows.TitleOf(dataset)}: no share of the gap is given, since the interval of the gap includes 0.");
        var title = $"Share of the gap that closes, {ReportRows.TitleOf(dataset)}, {model}";
        return new FigureBlock
        {
            Id = IdOf(rows, model, "gap"),
            Picture = new DotPlot { Title = title, Axis = "% of the gap closed", Rows = [.. measured] }.ToPicture(),
            Numbers = new Numbers(title, ["taken away", "#% of the gap closed"], [.. measured.Select(row => ImmutableArray.Create<object?>(row.Name, row.Value))]) { Digits = 1 },
            Command = Commands.Paper,
            Words = $"With {setting.Title()} labels; whiskers are 95 % intervals.{(measured.Any(row => row.IsControl) ? " Hollow: random heads, the mean of their sets and the middle 95 % of them." : "")}",
        }.ToMarkup(rows.IsLean);
    }

    private Markup Table(ReportRows rows, string model, AblationEffects effects, Setting setting, bool isMain)
    {
        var lines = new List<ImmutableArray<object?>>();
        foreach (var dataset in rows.Datasets(model).Prepend(ReportRows.Mean))
        {
            var whole = (Correct: effects.Accuracy(dataset, null, PromptKind.Correct), False: effects.Accuracy(dataset, null, PromptKind.False));
            var ablated = effects.Names.Select(name => ImmutableArray.Create<object?>(
                ReportRows.TitleOf(dataset), AblationEffects.Words(name), effects.Accuracy(dataset, name, PromptKind.Correct), effects.Accuracy(dataset, name, PromptKind.False),
                effects.Change(dataset, name, PromptKind.Correct), effects.Change(dataset, name, PromptKind.False), effects.Share(dataset, name))).Where(line => line.Skip(2).Any(cell => cell is not null)).ToArray();
            if (ablated.Length > 0 && whole is ({ } correct, { } wrong))
                lines.Add([ReportRows.TitleOf(dataset), "nothing", correct, wrong, null, null, null]);
            lines.AddRange(ablated);
        }

        var numbers = new Numbers($"{model}, {setting.Title()} labels: accuracy at the last state with parts taken away", ["dataset", "taken away", "#correct labels", "#false labels", "#change, correct", "#change, false", "#share of the gap closed"], lines);
        var csv = Tag.In("p", "links", DataLink.Of($"{IdOf(rows, model, setting.Name())}.csv", "text/csv;charset=utf-8", numbers.ToCsv(), "CSV"));
        return isMain && lines.Count <= LongestTable ? numbers.ToMarkup() + csv : Tag.Details($"{model}, {setting.Title()} labels: {Num.Of(lines.Count)} rows", numbers.ToMarkup(), csv);
    }

    private static Interval Scale(Interval value, double by) => new(by * value.Estimate, by * value.Lower, by * value.Upper);
}
