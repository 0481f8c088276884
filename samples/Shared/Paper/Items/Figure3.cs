using Interp.Core.Prompts;
using Interp.Samples.Shared.Charts;

namespace Interp.Samples.Shared.Paper.Items;

/// <summary>Figure 3: accuracy by layer on eight datasets.</summary>
public static class Figure3
{
    /// <summary>The paper's eight, as it has them.</summary>
    internal static readonly string[] Datasets = ["sst2", "financial_phrasebank", "tweet_eval_hate", "mrpc", "sick", "agnews", "dbpedia", "unnatural"];

    /// <summary>How it is made.</summary>
    public static PaperItem Item { get; } = new()
    {
        Name = "figure3",
        Title = "accuracy by layer on eight datasets",
        Needs = new() { Rows = "measurements in the permuted setting" },
        Make = drawing =>
        {
            if (drawing.Main() is not { } model)
                return;
            var datasets = drawing.Datasets(model, Setting.Permuted, Datasets);
            var chart = new Chart
            {
                Name = "figure3",
                Title = $"{PaperTitles.OfModel(model.Name)}: accuracy by layer, dataset by dataset",
                Subtitle = "accuracy if the model stopped at a layer; permuted labels, last demonstration; bands are 95 % intervals over prompts",
                Panels = [.. datasets.Select(dataset => PaperCurves.OfDataset(drawing, model, dataset, PaperTitles.OfDataset(dataset), [Setting.Permuted]))],
            };
            drawing.Add(chart);
            drawing.AddReference("r10");
            drawing.Add(EarlyExits.ByDataset(model, Setting.Permuted));
            foreach (var panel in chart.Panels)
                drawing.Add(panel);
        },
    };
}
