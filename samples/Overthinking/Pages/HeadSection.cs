using System.Collections.Immutable;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Core.Transformer;
using Interp.Samples.Shared.Figures;
using Interp.Samples.Shared.Html;
using Interp.Samples.Shared.Html.Svg;

namespace Interp.Samples.Overthinking.Pages;

/// <summary>The heads: what they attend to, what they promote, what they do; and Figure 6.</summary>
internal sealed class HeadSection : ReportSection
{
    private const int MostRows = 60;
    private const double LeastGap = 0.05; // Shares of less are noise.

    public override string Id => "heads";

    public override string Title => "Which heads do it";

    public override string Needs => "the measures attention or heads";

    public override Markup Body(ReportRows rows)
    {
        var models = Markup.Join(rows.Models.Select(model => Model(rows, model)));
        return models.IsEmpty ? models : Tag.P(
            "A false induction head attends, from the token before the last label, to the labels of earlier examples of the same class (its prefix-matching score, PM), and raises the label that it reads there over the true one (its promotion). "
            + "Both are means over false prompts.") + models;
    }

    private Markup Model(ReportRows rows, string model)
    {
        if (HeadMeasures.PlaceOf(rows, model) is not { } place)
            return Markup.Empty;
        var maps = HeadMeasures.Of(rows, model, place.Setting, place.Dataset);
        var (layers, heads) = (1 + maps.Matching.Keys.Max(head => head.Layer), 1 + maps.Matching.Keys.Max(head => head.Head));
        var where = $"{ReportRows.TitleOf(place.Dataset)}, {model}";
        return ModelHeading(rows, model) + Tag.In("p", "note", $"{ReportRows.TitleOf(place.Dataset)}, {place.Setting.Title()} labels.") + Tag.In(
            "div", "grid",
            Map("pm", $"PM score of every head, {where}", "PM score", maps.Matching),
            Map("promotion", $"Promotion of every head, {where}", "logit of the shown label less that of the true one, from the head's own output", maps.Promotion),
            Map("effect", $"{maps.EffectName}, {where}", maps.EffectWords, maps.Effect),
            Sums(rows, model, maps, where), Share(rows, model, place, where)) + Table(rows, model, maps, where);

        Markup Map(string name, string title, string measure, ImmutableSortedDictionary<HeadId, Interval> values) => values.IsEmpty ? Markup.Empty : new FigureBlock
        {
            Id = IdOf(rows, model, name),
            Picture = new HeadMap { Title = title, Measure = measure, Values = values, Layers = layers, Heads = heads }.ToPicture(),
            Numbers = new Numbers(title + (values.Count > MostRows ? $" (the {MostRows} largest; the CSV below the table of heads has all)" : ""), ["head", $"#{measure}"], [.. values.OrderByDescending(pair => Math.Abs(pair.Value.Estimate)).ThenBy(pair => pair.Key).Take(MostRows).Select(pair => ImmutableArray.Create<object?>(pair.Key.ToString(), pair.Value))]),
            Command = Commands.Report,
            Words = char.ToUpperInvariant(measure[0]) + measure[1..] + ".",
        }.ToMarkup(rows.IsLean);
    }

    private Markup Sums(ReportRows rows, string model, HeadMeasures maps, string where)
    {
        var sums = maps.Matching.GroupBy(pair => pair.Key.Layer).OrderBy(layer => layer.Key).Select(layer => layer.Sum(pair => pair.Value.Estimate)).Select(sum => new Interval(sum, sum, sum)).ToImmutableArray();
        return sums.Length < 2 ? Markup.Empty : Line("sums", $"PM scores summed over each layer's heads, {where}", "layer", "sum of PM scores", new Curve("sum of PM", CurveKind.Zero, sums), rows, model);
    }

    private Markup Share(ReportRows rows, string model, (Setting Setting, string Dataset) place, string where)
    {
        if (rows.Curves(model, place.Setting, place.Dataset) is not { } curves || Math.Abs(Gap(curves.LastState)) < LeastGap
            || rows.Measure(model, place.Setting, place.Dataset, "accuracy_gap", null, curves.LastState, curves.Demonstrations - 1) is { Lower: <= 0, Upper: >= 0 })
            return Markup.Empty;
        return Line("share", $"Share of the final gap, {where}", "state", "gap / final gap", new Curve("share of gap", CurveKind.Share, [.. Enumerable.Range(0, curves.LastState + 1).Select(state => Gap(state) / Gap(curves.LastState)).Select(share => new Interval(share, share, share))]), rows, model);

        double Gap(int state) => curves.Correct[state].Estimate - curves.False[state].Estimate;
    }

    private Markup Line(string name, string title, string horizontal, string vertical, Curve curve, ReportRows rows, string model) => new FigureBlock
    {
        Id = IdOf(rows, model, name),
        Picture = new LineChart { Title = title, Horizontal = horizontal, Vertical = vertical, Curves = [curve], StepName = horizontal, Height = 220 }.ToPicture(),
        Numbers = new Numbers(title, [$"#{horizontal}", $"#{vertical}"], [.. curve.Points.Select((point, i) => ImmutableArray.Create<object?>(i, point.Estimate))]) { IsFixed = true },
        Command = Commands.Paper,
        Words = "As in the paper's Figure 6.",
    }.ToMarkup(rows.IsLean);

    private Markup Table(ReportRows rows, string model, HeadMeasures maps, string where)
    {
        ImmutableArray<object?>[] all = [.. maps.Matching.OrderByDescending(pair => pair.Value.Estimate).ThenBy(pair => pair.Key).Select((pair, i) => ImmutableArray.Create<object?>(
            pair.Key.ToString(), i + 1, pair.Value, Of(maps.Attending, pair.Key), Of(maps.Promotion, pair.Key), Of(maps.Effect, pair.Key), Of(maps.Induction, pair.Key), Of(maps.Copying, pair.Key)))];
        var numbers = new Numbers($"Heads by PM score, {where}{(all.Length > 20 ? ": the first 20" : "")}", ["head", "#rank", "#PM score", "#attention to labels", "#promotion", $"#{maps.EffectName.ToLowerInvariant()}", "#induction", "#copying"], all);
        return (numbers with { Rows = [.. all.Take(20)] }).ToMarkup() + Tag.In("p", "links", DataLink.Of($"{IdOf(rows, model)}.csv", "text/csv;charset=utf-8", numbers.ToCsv(), $"CSV of all {Num.Of(all.Length)} heads"));

        static object? Of(ImmutableSortedDictionary<HeadId, Interval> values, HeadId head) => values.TryGetValue(head, out var value) ? value : null;
    }
}
