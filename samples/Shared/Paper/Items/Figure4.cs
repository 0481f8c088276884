using Interp.Core.Prompts;
using Interp.Samples.Shared.Charts;

namespace Interp.Samples.Shared.Paper.Items;

/// <summary>Figure 4: mean accuracy by layer of each model in each setting.</summary>
public static class Figure4
{
    /// <summary>The paper's three models.</summary>
    internal static readonly string[] PapersModels = ["gpt2_xl", "gpt_j", "gpt_neox_20B"];

    /// <summary>How it is made.</summary>
    public static PaperItem Item { get; } = new()
    {
        Name = "figure4",
        Title = "mean accuracy by layer of each model",
        Needs = new() { Rows = "measurements of datasets that are averaged, in the permuted setting and others", Settings = PaperCurves.MainSettings },
        Make = drawing =>
        {
            drawing.LacksModels(PapersModels);
            var models = drawing.With(Setting.Permuted).Where(model => !model.Datasets(Setting.Permuted).IsEmpty).ToArray();
            foreach (var model in models)
                drawing.Lacks(PaperCurves.MainSettings.Except(model.Settings).Select(setting => $"{PaperTitles.OfModel(model.Name)}: no measurements in the setting {setting.Name()}"));
            if (models.Length == 0)
                return;
            drawing.Add(new Chart
            {
                Name = "figure4",
                Title = "Mean accuracy by layer, in each setting",
                Subtitle = $"accuracy if the model stopped at a layer, {PaperCurves.MeanOf(models[0], Setting.Permuted)}, last demonstration; bands are 95 % intervals over prompts",
                Panels = [.. models.Select(model => PaperCurves.OfMean(drawing, model, PaperCurves.MainSettings))],
            });
            drawing.AddReference("r12");
            drawing.AddReference("r03");
        },
    };
}
