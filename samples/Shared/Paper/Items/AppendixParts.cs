using System.Collections.Immutable;
using Interp.Core.Prompts;
using Interp.Samples.Shared.Charts;

namespace Interp.Samples.Shared.Paper.Items;

/// <summary>The parts of the paper's appendix.</summary>
public static class AppendixParts
{
    private const string ManyFormats = "sst2";
    private static readonly ImmutableArray<Setting> Shares = [Setting.Permuted, Setting.Permuted80, Setting.Permuted60, Setting.Permuted40, Setting.Permuted20];

    /// <summary>All of them, by name.</summary>
    public static ImmutableArray<PaperItem> All { get; } =
    [
        Part("layers", "accuracy by layer of every dataset", Measured([Setting.Permuted]), Layers),
        Part("settings", "accuracy by layer of every dataset in each setting", Measured(PaperCurves.MainSettings), Settings),
        Part("formats", "SST-2 in each of its formats", new() { Rows = "measurements of sst2 in the permuted setting" }, Formats),
        Part("metrics", "other metrics by layer", new() { Rows = "measures, or measurements of datasets with three labels or more, in the permuted setting", Measures = [.. OtherMetrics.Measures] }, OtherMetrics.Make),
        Part("positions", "gap and permuted score of every dataset by the number of demonstrations", Measured([Setting.Permuted]), Positions),
        Part("shares", "20, 40, 60 and 80 % of labels incorrect", Measured(Shares), ByShare),
        Part("early-exit", "what leaving at the early-exit layer changes", Measured(PaperCurves.MainSettings), EarlyExit),
        Part("number-of-heads", "the number of ablated heads varied", HeadCounts.Needs, HeadCounts.Make),
        Part("anatomy", "what is predicted instead of the truth", new() { Rows = "measures predicted_truth, predicted_shown_for_class, …", Settings = PaperCurves.MainSettings, Measures = ["error_anatomy"] }, Anatomy.Make),
        Part("heads", "three properties of every head", new() { Rows = "heads, or attention of heads", Measures = ["heads", "attention"] }, HeadScatter.Make),
        Part("mislabelled", "the gap without the mislabelled dataset and format", Measured([Setting.Permuted]), drawing => drawing.AddReference("r13")),
    ];

    private static PaperItem Part(string name, string title, PaperNeeds needs, Action<PaperDrawing> make) => new() { Name = name, Title = title, Needs = needs, Make = make };

    private static PaperNeeds Measured(ImmutableArray<Setting> settings) => new() { Rows = $"measurements in the setting {string.Join(", ", settings.Select(setting => setting.Name()))}", Settings = settings };

    private static void Layers(PaperDrawing drawing)
    {
        foreach (var model in drawing.With(Setting.Permuted))
        {
            drawing.Add(new Chart
            {
                Name = $"layers-{model.Name}",
                Title = $"{PaperTitles.OfModel(model.Name)}: every dataset by layer",
                Subtitle = "permuted labels, last demonstration; bands are 95 % intervals over prompts",
                Panels = [.. drawing.Datasets(model, Setting.Permuted, drawing.Suite.All).Select(dataset => PaperCurves.OfDataset(drawing, model, dataset, PaperTitles.OfDataset(dataset), [Setting.Permuted]))],
            });
        }

        drawing.AddReference("r10");
        drawing.AddReference("r04");
    }

    private static void Settings(PaperDrawing drawing)
    {
        foreach (var model in drawing.With(Setting.Permuted))
        {
            drawing.Lacks(PaperCurves.MainSettings.Except(model.Settings).Select(setting => $"{PaperTitles.OfModel(model.Name)}: no measurements in the setting {setting.Name()}"));
            drawing.Add(new Chart
            {
                Name = $"settings-{model.Name}",
                Title = $"{PaperTitles.OfModel(model.Name)}: every dataset in each setting",
                Subtitle = "last demonstration; bands are 95 % intervals over prompts; correct labels and zero-shot are those of the permuted setting's prompts",
                Panels = [.. drawing.Datasets(model, Setting.Permuted, drawing.Suite.All).Select(dataset => PaperCurves.OfDataset(drawing, model, dataset, PaperTitles.OfDataset(dataset), PaperCurves.MainSettings))],
            });
        }

        drawing.AddReference("r01");
    }

    private static void Formats(PaperDrawing drawing)
    {
        foreach (var model in drawing.With(Setting.Permuted).Where(model => model.Curves(Setting.Permuted).Has(ManyFormats)))
        {
            drawing.Add(new Chart
            {
                Name = $"formats-{model.Name}",
                Title = $"{PaperTitles.OfModel(model.Name)}: SST-2 in each of its formats",
                Subtitle = "permuted labels, last demonstration; bands are 95 % intervals over prompts",
                Panels = [.. model.Curves(Setting.Permuted).Formats(ManyFormats).Select(format => PaperCurves.OfDataset(drawing, model, ManyFormats, $"format {format}", [Setting.Permuted], [format]))],
            });
        }

        drawing.AddReference("r09");
    }

    private static void Positions(PaperDrawing drawing)
    {
        foreach (var model in drawing.With(Setting.Permuted).Where(model => !model.Datasets(Setting.Permuted).IsEmpty))
            drawing.Add(Demonstrations.Of(drawing, model, $"positions-{model.Name}"));
        drawing.AddReference("r08");
    }

    private static void ByShare(PaperDrawing drawing)
    {
        SettingsOfMean(drawing, "shares", "Mean accuracy by layer, with 20 to 100 % of labels permuted", Shares);
        drawing.AddReference("r02");
    }

    private static void SettingsOfMean(PaperDrawing drawing, string name, string title, ImmutableArray<Setting> settings)
    {
        var models = drawing.With(settings[1]).Where(model => !model.Datasets(settings[1]).IsEmpty).ToArray();
        foreach (var model in models)
            drawing.Lacks(settings.Except(model.Settings).Select(setting => $"{PaperTitles.OfModel(model.Name)}: no measurements in the setting {setting.Name()}"));
        drawing.Lacks(drawing.With(Setting.Permuted).Except(models).Select(model => $"{PaperTitles.OfModel(model.Name)}: no measurements in the setting {settings[1].Name()}"));
        if (models.Length == 0)
            return;
        drawing.Add(new Chart
        {
            Name = name,
            Title = title,
            Subtitle = $"share of demonstrations with a permuted label; {PaperCurves.MeanOf(models[0], settings[1])}, last demonstration; bands are 95 % intervals over prompts",
            Panels = [.. models.Select(model => PaperCurves.OfMean(drawing, model, settings))],
        });
    }

    private static void EarlyExit(PaperDrawing drawing)
    {
        drawing.Add(EarlyExits.ByModel(drawing));
        drawing.AddReference("r03");
        foreach (var model in drawing.With(Setting.Permuted))
        {
            foreach (var setting in PaperCurves.MainSettings.Where(model.Settings.Contains))
                drawing.Add(EarlyExits.ByDataset(model, setting));
        }
    }
}
