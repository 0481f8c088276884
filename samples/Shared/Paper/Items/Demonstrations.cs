using System.Collections.Immutable;
using Interp.Core.Prompts;
using Interp.Core.Studies.Paper;
using Interp.Samples.Shared.Charts;

namespace Interp.Samples.Shared.Paper.Items;

/// <summary>Gap and permuted score by the number of demonstrations: a grey line a dataset, a black one for their mean.</summary>
internal static class Demonstrations
{
    private const int FewestLabels = 3; // With two labels the permuted score is one minus accuracy.

    public static Chart Of(PaperDrawing drawing, PaperModel model, string name)
    {
        var curves = model.Curves(Setting.Permuted);
        string[] all = [.. drawing.Suite.All.Where(curves.Has)];
        string[] scored = [.. all.Where(dataset => drawing.Suite.Labels[dataset] >= FewestLabels)];
        var averaged = model.Datasets(Setting.Permuted);
        ImmutableArray<ChartPanel> panels = [Panel("Accuracy gap", "accuracy(correct) - accuracy(permuted)", all, averaged, Gap)];
        if (scored.Length > 0)
            panels = panels.Add(Panel("Permuted score", "permuted score × number of labels (1 = chance)", scored, scored, Permuted));
        return new Chart
        {
            Name = name,
            Title = $"{PaperTitles.OfModel(model.Name)}: gap and permuted score by the number of demonstrations",
            Subtitle = $"last layer, permuted labels; grey: one dataset each; black: mean of {averaged.Length} datasets (left), of {scored.Length} with three labels or more (right)",
            Panels = panels,
        };

        double Gap(string dataset, int demonstration) =>
            curves.Accuracy(dataset, PromptKind.Correct, curves.LastState, demonstration) - curves.Accuracy(dataset, PromptKind.False, curves.LastState, demonstration);

        double Permuted(string dataset, int demonstration) => drawing.Suite.Labels[dataset] * curves.Permuted(dataset, PromptKind.False, curves.LastState, demonstration);

        ChartPanel Panel(string title, string axis, string[] each, IReadOnlyList<string> mean, Func<string, int, double> of)
        {
            var last = each.Min(curves.LastDemonstration);
            ImmutableArray<ChartPoint> Points(Func<int, double> at) => [.. Enumerable.Range(0, last + 1).Select(demonstration => new ChartPoint(demonstration, at(demonstration)))];
            return new ChartPanel
            {
                Title = title,
                X = new ChartAxis("demonstrations before the prediction") { IsWhole = true },
                Y = new ChartAxis(axis),
                Lines =
                [
                    .. each.Length == 1 ? [] : each.Select(dataset => new ChartLine(PaperTitles.OfDataset(dataset), PaperStyles.OneOfMany, Points(demonstration => of(dataset, demonstration)))),
                    new(each.Length == 1 ? PaperTitles.OfDataset(each[0]) : "mean", PaperStyles.Mean, Points(demonstration => mean.Average(dataset => of(dataset, demonstration)))),
                ],
            };
        }
    }
}
