using System.Collections.Immutable;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Core.Studies.Paper;
using Interp.Core.Studies.Specs;
using Interp.Samples.Shared.Charts;
using Interp.Samples.Shared.Figures;

namespace Interp.Samples.Shared.Paper.Items;

/// <summary>Table 2: late attention, late MLPs and late layers zeroed.</summary>
public static class Table2
{
    private const double Percent = 100;
    private const double HalfWidths = 1.96; // Standard errors in half a 95 % interval.

    /// <summary>How it is made.</summary>
    public static PaperItem Item { get; } = new()
    {
        Name = "table2",
        Title = "late attention, MLPs and layers zeroed",
        Needs = new()
        {
            Rows = "ablations of attention and mlp, and measurements of datasets that are averaged, in the permuted setting",
            AfterCurves = model => [.. new[] { AblatedComponent.Attention, AblatedComponent.Mlp }.Select(component => new AblationSpec
            {
                Name = component == AblatedComponent.Mlp ? "mlp" : "attention",
                Component = component,
                From = model.EarlyExit(),
            })],
        },
        Make = Make,
    };

    private static void Make(PaperDrawing drawing)
    {
        drawing.LacksModels(Figure4.PapersModels);
        PaperModel[] models = [.. drawing.With(Setting.Permuted).Where(model => !model.Datasets(Setting.Permuted).IsEmpty)];
        foreach (var model in models)
            drawing.Lacks(new[] { "attention", "mlp" }.Except(model.Ablations).Select(name => $"{PaperTitles.OfModel(model.Name)}: no ablations of {name}"));
        PaperModel[] able = [.. models.Where(model => model.Ablations.Intersect(["attention", "mlp"]).Any())];
        if (able.Length == 0)
            return;
        drawing.Add(new PaperTable
        {
            Name = "table2",
            Title = $"Accuracy in % under permuted and correct labels, {PaperCurves.MeanOf(able[0], Setting.Permuted)}, and its standard error over prompts (se)",
            Columns = ["model", "zeroed from", "labels", "full", "full se", "attention", "attention se", "MLP", "MLP se", "layers", "layers se"],
            Rows = [.. from kind in new[] { PromptKind.False, PromptKind.Correct } from model in able select Row(model, kind)],
            Digits = 2,
        });
        drawing.AddReference("r05");
        drawing.Add(new Chart
        {
            Name = "table2",
            Title = "Accuracy with late attention, MLPs and layers zeroed",
            Subtitle = $"accuracy of the last layer, {PaperCurves.MeanOf(able[0], Setting.Permuted)}, last demonstration; zeroed at the last token before a label; whiskers are 95 % intervals over prompts",
            Panels = [.. able.Select(Panel)],
        });
    }

    private static ImmutableArray<object?> Row(PaperModel model, PromptKind kind) =>
    [
        PaperTitles.OfModel(model.Name), model.EarlyExit(), kind == PromptKind.Correct ? "correct" : "permuted",
        .. Cases(model, kind).SelectMany(one => new object?[] { Percent * one.Value?.Estimate, Percent * (one.Value?.Upper - one.Value?.Estimate) / HalfWidths }),
    ];

    private static (string Name, Interval? Value)[] Cases(PaperModel model, PromptKind kind)
    {
        var last = model.Curves(Setting.Permuted).LastState;
        return
        [
            ("full\nmodel", model.MeanAccuracy(Setting.Permuted, kind, last)),
            ("no late\nattention", model.MeanAblatedAccuracy(Setting.Permuted, "attention", kind, last)),
            ("no late\nMLP", model.MeanAblatedAccuracy(Setting.Permuted, "mlp", kind, last)),
            ("no late\nlayers", model.MeanAccuracy(Setting.Permuted, kind, model.EarlyExit())),
        ];
    }

    private static ChartPanel Panel(PaperModel model)
    {
        var (correct, @false) = (Cases(model, PromptKind.Correct), Cases(model, PromptKind.False));
        return new ChartPanel
        {
            Title = $"{PaperTitles.OfModel(model.Name)}, from block {model.EarlyExit()} on",
            X = new ChartAxis("") { Ticks = [.. correct.Select((one, index) => new ChartTick(index, one.Name))], Low = 0, High = 3 },
            Y = new ChartAxis("calibrated accuracy") { Low = 0, High = 1 },
            Lines = [Bars("correct labels", PaperStyles.Correct, correct), Bars($"{Setting.Permuted.Title()} labels", PaperStyles.Of(Setting.Permuted), @false)],
        };
    }

    private static ChartLine Bars(string name, ChartStyle style, (string Name, Interval? Value)[] cases) => new(
        name, PaperStyles.AsBars(style), [.. cases.Index().Where(one => one.Item.Value is not null).Select(one => new ChartPoint(one.Index, one.Item.Value!.Value.Estimate, one.Item.Value.Value.Lower, one.Item.Value.Value.Upper))]);
}
