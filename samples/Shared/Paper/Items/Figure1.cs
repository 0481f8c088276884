using System.Collections.Immutable;
using Interp.Core.Prompts;
using Interp.Samples.Shared.Charts;

namespace Interp.Samples.Shared.Paper.Items;

/// <summary>Figure 1: overthinking on one dataset, and what it loses without five heads.</summary>
public static class Figure1
{
    private const string PapersDataset = "financial_phrasebank";

    /// <summary>How it is made.</summary>
    public static PaperItem Item { get; } = new()
    {
        Name = "figure1",
        Title = "overthinking on one dataset",
        Needs = new() { Rows = "measurements in the permuted setting, and for its bars the ablations heads_ours and random heads", Ablations = [HeadBars.Ablation] },
        Make = Make,
    };

    private static void Make(PaperDrawing drawing)
    {
        if (drawing.Main() is not { } model)
            return;
        foreach (var dataset in drawing.Datasets(model, Setting.Permuted, PapersDataset).Take(1))
        {
            var layers = PaperCurves.OfDataset(drawing, model, dataset, "Accuracy by layer", [Setting.Permuted]);
            drawing.Add(layers with { Title = PaperTitles.OfDataset(dataset) });
            ImmutableArray<ChartPanel> panels = [layers];
            if (HeadBars.Of(model, dataset) is { } bars)
            {
                panels = panels.Add(bars);
                drawing.Add(HeadBars.Table(model, dataset, bars));
            }
            else
            {
                drawing.Lacks($"{PaperTitles.OfModel(model.Name)}, {PaperTitles.OfDataset(dataset)}: no ablations of heads, hence no bars");
            }

            drawing.Add(new Chart
            {
                Name = "figure1",
                Title = $"{PaperTitles.OfDataset(dataset)}: accuracy by layer, and without heads",
                Subtitle = $"{PaperTitles.OfModel(model.Name)}, {PaperCurves.Demonstrations(model, Setting.Permuted, dataset)} demonstrations before the prediction; bands and whiskers are 95 % intervals over prompts",
                Panels = panels,
            });
        }
    }
}
