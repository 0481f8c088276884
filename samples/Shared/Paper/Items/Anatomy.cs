using System.Collections.Immutable;
using Interp.Core.Prompts;
using Interp.Core.Results;
using Interp.Samples.Shared.Charts;
using Interp.Samples.Shared.Figures;

namespace Interp.Samples.Shared.Paper.Items;

/// <summary>What is predicted at each layer: the truth, the label shown for its class, the label shown most, another.</summary>
internal static class Anatomy
{
    private static readonly (string Measure, string Name)[] Sorts =
    [
        ("predicted_truth", "the truth"),
        ("predicted_shown_for_class", "label shown for its class"),
        ("predicted_shown_most", "label shown most"),
        ("predicted_other", "another label"),
    ];

    public static void Make(PaperDrawing drawing)
    {
        foreach (var rows in drawing.Results.Measures.Where(row => row.Prompts == MeasuredPrompts.False && row.State is not null && row.Value is not null && Sorts.Any(sort => sort.Measure == row.Measure)).GroupBy(row => row.Model))
        {
            var panels = rows.GroupBy(row => row.Setting).OrderBy(setting => setting.Key).Select(setting => Panel(setting.Key, [.. setting])).ToArray();
            drawing.Add(new Chart
            {
                Name = $"anatomy-{rows.Key}",
                Title = $"{PaperTitles.OfModel(rows.Key)}: what is predicted under false labels",
                Subtitle = "share of prompts, last demonstration, mean over datasets; a label that is shown both for the class and most counts as the former",
                Panels = [.. panels],
            });
            foreach (var panel in panels)
                drawing.Add(panel);
        }
    }

    private static ChartPanel Panel(Setting setting, MeasureRow[] rows)
    {
        var last = rows.Max(row => row.Demonstration);
        return new ChartPanel
        {
            Title = $"{setting.Title()} labels",
            X = new ChartAxis("layer") { IsWhole = true, Low = 0 },
            Y = new ChartAxis("share of prompts") { Low = 0, High = 1 },
            Lines = [.. Sorts.Index().Reverse().Select(sort => new ChartLine(sort.Item.Name, PaperStyles.Nth(sort.Index), Points(sort.Item.Measure)))],
        };

        ImmutableArray<ChartPoint> Points(string measure) =>
        [
            .. rows.Where(row => row.Measure == measure && row.Demonstration == last).GroupBy(row => row.State!.Value).OrderBy(state => state.Key)
                .Select(state => new ChartPoint(state.Key, state.GroupBy(row => row.Dataset).Average(dataset => dataset.Average(row => row.Value!.Value)))),
        ];
    }
}
