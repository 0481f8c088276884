using System.Globalization;
using Interp.Core.Prompts;
using Interp.Core.Studies.Paper;
using Interp.Core.Studies.Specs;
using Interp.Samples.Shared.Charts;

namespace Interp.Samples.Shared.Paper.Items;

/// <summary>How much of the gap goes with the number of ablated heads.</summary>
internal static class HeadCounts
{
    private const string Prefix = "heads_";

    public static PaperNeeds Needs { get; } = new() { Rows = "ablations heads_1, heads_2, … and measurements in the permuted setting", Ablations = [.. new[] { 1, 2, 3, 5, 8 }.Select(heads => new AblationSpec { Name = NameOf(heads), Component = AblatedComponent.Heads, Top = heads })] };

    /// <summary>Name of an ablation of so many heads.</summary>
    public static string NameOf(int heads) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{heads}");

    public static void Make(PaperDrawing drawing)
    {
        var panels = new List<ChartPanel>();
        foreach (var model in drawing.With(Setting.Permuted).Where(model => !model.Datasets(Setting.Permuted).IsEmpty))
        {
            int[] counts = [.. model.Ablations.Select(CountOf).OfType<int>().Order()];
            if (counts.Length > 0)
                panels.Add(Panel(model, counts));
            else
                drawing.Lacks($"{PaperTitles.OfModel(model.Name)}: no ablations of heads_1, heads_2, …");
        }

        if (panels.Count == 0)
            return;
        drawing.Add(new Chart
        {
            Name = "number-of-heads",
            Title = "The number of ablated heads varied",
            Subtitle = "accuracy of the last layer with the heads of the highest prefix-matching scores ablated at the last token before a label; thin: as many random heads",
            Panels = [.. panels],
        });
        foreach (var panel in panels)
            drawing.Add(panel);
    }

    private static ChartPanel Panel(PaperModel model, int[] counts)
    {
        var last = model.Curves(Setting.Permuted).LastState;
        ChartLine Line(string name, ChartStyle style, PromptKind kind, string suffix) => new(
            name,
            style,
            [
                .. new[] { 0 }.Concat(counts)
                    .Select(count => (count, Value: count == 0 ? model.MeanAccuracy(Setting.Permuted, kind, last) : model.MeanAblatedAccuracy(Setting.Permuted, NameOf(count) + suffix, kind, last)))
                    .Where(one => one.Value is not null)
                    .Select(one => new ChartPoint(one.count, one.Value!.Value.Estimate, one.Value.Value.Lower, one.Value.Value.Upper)),
            ]);
        return new ChartPanel
        {
            Title = $"{PaperTitles.OfModel(model.Name)}, {PaperCurves.MeanOf(model, Setting.Permuted)}",
            X = new ChartAxis("heads ablated") { IsWhole = true },
            Y = new ChartAxis("calibrated accuracy"),
            Lines =
            [
                Line("permuted, random", PaperStyles.Of(Setting.Permuted) with { Width = 1.2f, Dash = [2, 3] }, PromptKind.False, " controls"),
                Line("correct, random", PaperStyles.Correct with { Width = 1.2f, Dash = [2, 3] }, PromptKind.Correct, " controls"),
                Line("permuted labels", PaperStyles.Of(Setting.Permuted), PromptKind.False, ""),
                Line("correct labels", PaperStyles.Correct, PromptKind.Correct, ""),
            ],
        };
    }

    private static int? CountOf(string ablation) =>
        ablation.StartsWith(Prefix, StringComparison.Ordinal) && int.TryParse(ablation[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;
}
