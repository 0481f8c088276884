using System.Collections.Immutable;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Core.Studies.Paper;
using Interp.Samples.Shared.Charts;
using Interp.Samples.Shared.Figures;

namespace Interp.Samples.Shared.Paper;

/// <summary>Curves by layer at the last demonstration, of one dataset or the mean.</summary>
public static class PaperCurves
{
    /// <summary>The settings of the paper's main text.</summary>
    public static ImmutableArray<Setting> MainSettings { get; } = [Setting.Permuted, Setting.Random, Setting.HalfPermuted];

    /// <summary>A panel of one dataset: correct labels, false labels of some settings, zero-shot, chance.</summary>
    /// <param name="drawing">The rows.</param>
    /// <param name="model">The model.</param>
    /// <param name="dataset">The dataset's key.</param>
    /// <param name="title">Above the panel.</param>
    /// <param name="settings">The settings; those that were not measured are left out. Correct labels are those of the first.</param>
    /// <param name="formats">Which formats; all if null.</param>
    public static ChartPanel OfDataset(PaperDrawing drawing, PaperModel model, string dataset, string title, IEnumerable<Setting> settings, IReadOnlyList<int>? formats = null)
    {
        ArgumentNullException.ThrowIfNull(drawing);
        ArgumentNullException.ThrowIfNull(model);
        Setting[] there = [.. settings.Where(setting => model.Find(setting)?.Has(dataset) == true)];
        ImmutableArray<Interval> Curve(Setting setting, PromptKind kind, int? demonstration = null) => ByState(model, state => model.Accuracy(setting, dataset, kind, state, demonstration, formats));
        return LayerPanels.Of(title, drawing.Chance(dataset), Curve(there[0], PromptKind.Correct, 0), [.. there.Select(setting => (setting, Curve(setting, PromptKind.False)))], Curve(there[0], PromptKind.Correct));
    }

    /// <summary>A panel of the mean over datasets.</summary>
    /// <param name="drawing">The rows.</param>
    /// <param name="model">The model.</param>
    /// <param name="settings">The settings; those that were not measured are left out. Correct labels are those of the first.</param>
    public static ChartPanel OfMean(PaperDrawing drawing, PaperModel model, IEnumerable<Setting> settings)
    {
        ArgumentNullException.ThrowIfNull(drawing);
        ArgumentNullException.ThrowIfNull(model);
        Setting[] there = [.. settings.Where(setting => model.Find(setting) is not null && !model.Datasets(setting).IsEmpty)];
        ImmutableArray<Interval> Curve(Setting setting, PromptKind kind, int? demonstration = null) => ByState(model, state => model.MeanAccuracy(setting, kind, state, demonstration));
        return LayerPanels.Of(
            PaperTitles.OfModel(model.Name), model.Datasets(there[0]).Average(drawing.Chance), Curve(there[0], PromptKind.Correct, 0),
            [.. there.Select(setting => (setting, Curve(setting, PromptKind.False)))], Curve(there[0], PromptKind.Correct));
    }

    /// <summary>What the mean is of: "mean of 14 datasets", or the only one.</summary>
    /// <param name="model">The model.</param>
    /// <param name="setting">The setting.</param>
    public static string MeanOf(PaperModel model, Setting setting)
    {
        ArgumentNullException.ThrowIfNull(model);
        var datasets = model.Datasets(setting);
        return datasets.Length == 1 ? PaperTitles.OfDataset(datasets[0]) : $"mean of {datasets.Length} datasets";
    }

    /// <summary>Demonstrations before the last prediction.</summary>
    /// <param name="model">The model.</param>
    /// <param name="setting">The setting.</param>
    /// <param name="dataset">The dataset's key; null for the first that is averaged.</param>
    public static int Demonstrations(PaperModel model, Setting setting, string? dataset = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Curves(setting).LastDemonstration(dataset ?? model.Datasets(setting)[0]);
    }

    private static ImmutableArray<Interval> ByState(PaperModel model, Func<int, Interval> of) => [.. Enumerable.Range(0, LastState(model) + 1).Select(of)];

    private static int LastState(PaperModel model) => model.Curves(model.Settings[0]).LastState;
}
