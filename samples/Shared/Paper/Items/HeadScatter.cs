using System.Collections.Immutable;
using Interp.Core.Prompts;
using Interp.Core.Studies.Paper;
using Interp.Core.Transformer;
using Interp.Samples.Shared.Charts;

namespace Interp.Samples.Shared.Paper.Items;

/// <summary>The three properties of false induction heads, a dot a head: it attends to labels, by class, and promotes the label shown.</summary>
internal static class HeadScatter
{
    private const int Named = 5;

    private sealed record Dot(HeadId Head, double Labels, double Score, double? Promotes);

    public static void Make(PaperDrawing drawing)
    {
        foreach (var model in drawing.Models)
        {
            foreach (var (dataset, dots) in Dots(drawing, model))
            {
                var promotes = dots.Any(dot => dot.Promotes is not null);
                if (!promotes)
                    drawing.Lacks($"{PaperTitles.OfModel(model.Name)}, {PaperTitles.OfDataset(dataset)}: no promoting scores of heads");
                drawing.Add(new Chart
                {
                    Name = $"heads-{model.Name}-{dataset}",
                    Title = $"{PaperTitles.OfModel(model.Name)}: {dots.Length} heads on {PaperTitles.OfDataset(dataset)}",
                    Subtitle = $"permuted prompts, from the last token before a label; named: the {Named} heads of the highest prefix-matching scores",
                    Panels =
                    [
                        Panel("Attends to labels, and by class", "attention to earlier labels", "prefix-matching score", dots, dot => dot.Labels, dot => dot.Score),
                        .. promotes ? new[] { Panel("By class, and promotes what is shown", "prefix-matching score", "logit(shown label) - logit(true label)", dots, dot => dot.Score, dot => dot.Promotes ?? 0) } : [],
                    ],
                });
                drawing.Add(Table(model, dataset, dots));
            }

            drawing.AddReference($"r07-heads-{model.Name}");
        }

        drawing.Lacks(drawing.Models.Where(model => !Dots(drawing, model).Any()).Select(model => $"{PaperTitles.OfModel(model.Name)}: no scores of heads"));
    }

    private static IEnumerable<(string Dataset, Dot[] Dots)> Dots(PaperDrawing drawing, PaperModel model)
    {
        var heads = drawing.Results.Heads.Where(row => row.Model == model.Name && row.Setting == Setting.Permuted && row.Prompts == PromptKind.False).ToLookup(row => row.Dataset);
        var attention = model.Attention.Where(row => row.Setting == Setting.Permuted && row.Prompts == PromptKind.False).ToLookup(row => row.Dataset);
        foreach (var dataset in heads.Select(rows => rows.Key).Union(attention.Select(rows => rows.Key)))
        {
            Dot[] dots = heads[dataset].Any()
                ? [.. heads[dataset].Select(row => new Dot(new HeadId(row.Layer, row.Head), row.LabelAttending ?? 0, row.ClassSensitive, row.PromotingFrozen))]
                : [.. attention[dataset].Select(row => new Dot(new HeadId(row.Layer, row.Head), row.AttentionAllLabels, row.PmScore, null))];
            yield return (dataset, [.. dots.OrderByDescending(dot => dot.Score).ThenBy(dot => dot.Head)]);
        }
    }

    private static ChartPanel Panel(string title, string x, string y, Dot[] dots, Func<Dot, double> across, Func<Dot, double> up) => new()
    {
        Title = title,
        X = new ChartAxis(x),
        Y = new ChartAxis(y),
        Lines =
        [
            new("other heads", new ChartStyle("#9a9a9a", [], 1, ChartMark.Dots), [.. dots.Skip(Named).Select(dot => new ChartPoint(across(dot), up(dot)))]),
            new("highest prefix-matching scores", new ChartStyle("#d62728", [], 1, ChartMark.Dots), [.. dots.Take(Named).Select(dot => new ChartPoint(across(dot), up(dot), Label: dot.Head.ToString()))]),
        ],
    };

    private static PaperTable Table(PaperModel model, string dataset, Dot[] dots) => new()
    {
        Name = $"heads-{model.Name}-{dataset}",
        Title = $"{PaperTitles.OfModel(model.Name)}, {PaperTitles.OfDataset(dataset)}: the heads of the highest prefix-matching scores",
        Columns = ["head", "attention to labels", "prefix-matching score", "promotes shown label"],
        Rows = [.. dots.Take(4 * Named).Select(dot => ImmutableArray.Create<object?>(dot.Head.ToString(), dot.Labels, dot.Score, dot.Promotes))],
    };
}
