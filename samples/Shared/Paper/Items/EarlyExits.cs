using System.Collections.Immutable;
using System.Globalization;
using Interp.Core.Prompts;
using Interp.Core.Studies.Paper;
using Interp.Samples.Shared.Charts;
using Interp.Samples.Shared.Figures;

namespace Interp.Samples.Shared.Paper.Items;

/// <summary>What leaving at the early-exit layer changes, in percentage points.</summary>
internal static class EarlyExits
{
    private const double Points = 100;

    /// <summary>Every dataset of a model in a setting.</summary>
    public static PaperTable ByDataset(PaperModel model, Setting setting)
    {
        if (model.Datasets(Setting.Permuted).IsEmpty)
            return new PaperTable { Name = "none", Title = "", Columns = [], Rows = [] };
        var (curves, exit) = (model.Curves(setting), model.EarlyExit());
        return new PaperTable
        {
            Name = $"early-exit-{model.Name}-{setting.Name()}",
            Title = string.Create(CultureInfo.InvariantCulture, $"{PaperTitles.OfModel(model.Name)}, {setting.Name()}: early exit at layer {exit} and the whole model of {curves.LastState}; changes in percentage points"),
            Columns = ["dataset", "true_at_exit", "true_at_last", "delta_true", "false_at_exit", "false_at_last", "delta_false"],
            Rows = [.. model.Suite.All.Where(curves.Has).Select(Row)],
            Digits = 3,
        };

        ImmutableArray<object?> Row(string dataset)
        {
            var (there, end) = (model.Pair(setting, dataset, exit), model.Pair(setting, dataset, curves.LastState));
            return [dataset, there.Correct, end.Correct, Points * (there.Correct - end.Correct), there.False, end.False, Points * (there.False - end.False)];
        }
    }

    /// <summary>The mean change of every model, a panel a setting.</summary>
    public static Chart ByModel(PaperDrawing drawing)
    {
        PaperModel[] models = [.. drawing.With(Setting.Permuted).Where(model => !model.Datasets(Setting.Permuted).IsEmpty)];
        return new Chart
        {
            Name = "early-exit",
            Title = "What leaving at the early-exit layer changes",
            Subtitle = "mean over datasets, in percentage points; the layer is chosen under permuted labels, and used in every setting",
            Panels =
            [
                .. from setting in PaperCurves.MainSettings
                   let able = models.Where(model => model.Find(setting) is not null && !model.Datasets(setting).IsEmpty).ToArray()
                   where able.Length > 0
                   select new ChartPanel
                   {
                       Title = $"{setting.Title()} labels",
                       X = new ChartAxis("change, percentage points"),
                       Y = new ChartAxis("") { Ticks = [.. able.Select((model, index) => new ChartTick(able.Length - 1 - index, $"{PaperTitles.OfModel(model.Name)} at {model.EarlyExit()}"))], Low = -0.6, High = able.Length - 0.4 },
                       Lines =
                       [
                           Zero(able.Length),
                           new("correct labels", PaperStyles.Correct with { Mark = ChartMark.Dots }, [.. able.Select((model, index) => new ChartPoint(Change(model, setting, pair => pair.Correct), able.Length - 1 - index))]),
                           new($"{setting.Title()} labels", PaperStyles.Of(setting) with { Mark = ChartMark.DotSquares }, [.. able.Select((model, index) => new ChartPoint(Change(model, setting, pair => pair.False), able.Length - 1 - index))]),
                       ],
                   },
            ],
        };
    }

    /// <summary>Where nothing changes.</summary>
    internal static ChartLine Zero(int rows) => new("no change", PaperStyles.Chance, [new(0, -0.6), new(0, rows - 0.4)]);

    private static double Change(PaperModel model, Setting setting, Func<Core.Metrics.AccuracyPair, double> of) =>
        Points * (of(model.MeanPair(setting, model.EarlyExit())) - of(model.MeanPair(setting, model.Curves(setting).LastState)));
}
