using System.Collections.Immutable;
using Interp.Core.Prompts;
using Interp.Core.Results;
using Interp.Core.Studies.Paper;
using Interp.Samples.Shared.Charts;

namespace Interp.Samples.Shared.Paper.Items;

/// <summary>Metrics beside calibrated accuracy, by layer.</summary>
internal static class OtherMetrics
{
    private static readonly (string Measure, string Title)[] Known =
    [
        ("uncalibrated_accuracy", "label accuracy, not calibrated"),
        ("top_1_accuracy", "accuracy among all tokens"),
        ("label_space_probability", "probability of all labels together"),
        ("top_labels_match", "likeliest tokens are the labels"),
    ];

    public static IEnumerable<string> Measures => Known.Select(one => one.Measure);

    public static void Make(PaperDrawing drawing)
    {
        foreach (var model in drawing.With(Setting.Permuted))
        {
            MeasureRow[] rows = [.. drawing.Results.Measures.Where(row => row.Model == model.Name && row.Setting == Setting.Permuted && row.Value is not null)];
            drawing.Lacks(Measures.Where(measure => rows.All(row => row.Measure != measure)).Select(measure => $"{PaperTitles.OfModel(model.Name)}: no measure {measure} (R11)"));
            ImmutableArray<ChartPanel> panels = [.. Known.Select(one => Panel(model, one.Title, [.. rows.Where(row => row.Measure == one.Measure)])).OfType<ChartPanel>(), .. PermutedScore(drawing, model)];
            if (panels.IsEmpty)
                continue;
            drawing.Add(new Chart
            {
                Name = $"metrics-{model.Name}",
                Title = $"{PaperTitles.OfModel(model.Name)}: other metrics by layer",
                Subtitle = "permuted labels, last demonstration, mean over datasets; the permuted score, times the number of labels, is of datasets with three labels or more",
                Panels = panels,
            });
            foreach (var panel in panels)
                drawing.Add(panel);
        }
    }

    private static ChartPanel? Panel(PaperModel model, string title, MeasureRow[] rows)
    {
        var datasets = model.Datasets(Setting.Permuted);
        var mine = rows.Where(row => datasets.Contains(row.Dataset)).ToLookup(row => (row.Prompts, row.Demonstration));
        if (mine.Count == 0)
            return null;
        var last = mine.Max(group => group.Key.Demonstration);
        ImmutableArray<ChartPoint> Points(MeasuredPrompts prompts, int? demonstration) =>
        [
            .. mine[(prompts, demonstration)].GroupBy(row => row.State!.Value).OrderBy(state => state.Key).Select(state =>
                new ChartPoint(state.Key, state.GroupBy(row => row.Dataset).Average(dataset => dataset.Average(row => row.Value!.Value)))),
        ];
        return new ChartPanel
        {
            Title = title,
            X = new ChartAxis("layer") { IsWhole = true, Low = 0 },
            Y = new ChartAxis(""),
            Lines =
            [
                new("zero-shot", PaperStyles.ZeroShot, Points(MeasuredPrompts.Correct, 0)),
                new("permuted labels", PaperStyles.Of(Setting.Permuted), Points(MeasuredPrompts.False, last)),
                new("correct labels", PaperStyles.Correct, Points(MeasuredPrompts.Correct, last)),
            ],
        };
    }

    private static IEnumerable<ChartPanel> PermutedScore(PaperDrawing drawing, PaperModel model)
    {
        var curves = model.Curves(Setting.Permuted);
        string[] datasets = [.. drawing.Suite.All.Where(dataset => curves.Has(dataset) && drawing.Suite.Labels[dataset] > 2)];
        if (datasets.Length == 0)
            yield break;
        ImmutableArray<ChartPoint> Points(PromptKind kind) =>
            [.. Enumerable.Range(0, curves.LastState + 1).Select(state => new ChartPoint(state, datasets.Average(dataset => drawing.Suite.Labels[dataset] * curves.Permuted(dataset, kind, state, curves.LastDemonstration(dataset)))))];
        yield return new ChartPanel
        {
            Title = "permuted score × number of labels",
            X = new ChartAxis("layer") { IsWhole = true, Low = 0 },
            Y = new ChartAxis("1 = chance"),
            Lines =
            [
                new("chance", PaperStyles.Chance, [new(0, 1), new(curves.LastState, 1)]),
                new("permuted labels", PaperStyles.Of(Setting.Permuted), Points(PromptKind.False)),
                new("correct labels", PaperStyles.Correct, Points(PromptKind.Correct)),
            ],
        };
    }
}
