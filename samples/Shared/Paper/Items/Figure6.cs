using System.Collections.Immutable;
using Interp.Core.Prompts;
using Interp.Core.Results;
using Interp.Core.Studies.Paper;
using Interp.Samples.Shared.Charts;

namespace Interp.Samples.Shared.Paper.Items;

/// <summary>Figure 6: prefix-matching scores by layer, and the share of the final gap.</summary>
public static class Figure6
{
    private const string PapersDataset = "unnatural";

    /// <summary>How it is made.</summary>
    public static PaperItem Item { get; } = new()
    {
        Name = "figure6",
        Title = "prefix-matching scores by layer",
        Needs = new() { Rows = "attention of heads, and measurements in the permuted setting", Measures = ["attention"] },
        Make = drawing =>
        {
            drawing.LacksModels(Figure4.PapersModels);
            var panels = drawing.With(Setting.Permuted).Where(model => !model.Datasets(Setting.Permuted).IsEmpty).Select(model => Panel(drawing, model)).ToArray();
            if (panels.Length == 0)
                return;
            drawing.Add(new Chart
            {
                Name = "figure6",
                Title = "Prefix-matching scores and accuracy gap by layer",
                Subtitle = "blue: prefix-matching scores summed over the heads of the block before a layer, correct and permuted prompts added; orange: gap at a layer as a share of the last layer's",
                Panels = [.. panels],
            });
            drawing.AddReference("r07-blocks");
            foreach (var panel in panels)
                drawing.Add(panel, digits: 2);
        },
    };

    private static ChartPanel Panel(PaperDrawing drawing, PaperModel model)
    {
        var (last, gap) = (model.Curves(Setting.Permuted).LastState, model.MeanPair(Setting.Permuted, model.Curves(Setting.Permuted).LastState).Gap);
        AttentionRow[] rows = [.. model.Attention.Where(row => row.Setting == Setting.Permuted && row.Format == 0)];
        var dataset = rows.Any(row => row.Dataset == PapersDataset) ? PapersDataset : rows.FirstOrDefault()?.Dataset;
        if (dataset is null)
            drawing.Lacks($"{PaperTitles.OfModel(model.Name)}: no attention of heads, hence no prefix-matching scores");
        if (gap == 0)
            drawing.Lacks($"{PaperTitles.OfModel(model.Name)}: the final gap is 0, hence no share of it");
        ImmutableArray<ChartPoint> scores = [.. rows.Where(row => row.Dataset == dataset).GroupBy(row => row.Layer).OrderBy(block => block.Key).Select(block => new ChartPoint(block.Key + 1, block.Sum(row => row.PmScore)))];
        ImmutableArray<ChartPoint> shares = gap == 0 ? [] : [.. Enumerable.Range(1, last).Select(state => new ChartPoint(state, model.MeanPair(Setting.Permuted, state).Gap / gap))];
        var share = $"share of the final gap, {PaperCurves.MeanOf(model, Setting.Permuted)}";
        return new ChartPanel
        {
            Title = PaperTitles.OfModel(model.Name),
            X = new ChartAxis("layer") { IsWhole = true, Low = 1, High = last },
            Y = new ChartAxis(dataset is null ? share : $"sum of prefix-matching scores, {PaperTitles.OfDataset(dataset)}"),
            Right = dataset is null ? null : new ChartAxis(share),
            Lines =
            [
                .. shares.IsEmpty ? [] : new[] { new ChartLine("share of the final gap", PaperStyles.Share, shares) { OnRight = dataset is not null } },
                .. scores.IsEmpty ? [] : new[] { new ChartLine("sum of prefix-matching scores", PaperStyles.PrefixMatching, scores) },
            ],
        };
    }
}
