using System.Collections.Immutable;
using Interp.Core.Prompts;
using Interp.Core.Results;

namespace Interp.Core.Studies.Paper;

/// <summary>The paper's tables and curves, made of whatever results there are: the authors' own, or a run of this library.</summary>
public static class PaperTables
{
    private static readonly ImmutableArray<(string Name, Func<PaperModel, bool> Can, string Needs, Func<ImmutableArray<PaperModel>, IEnumerable<PaperTable>> Make)> Kinds =
    [
        ("R1 final accuracy", HasCurves, "measurements of datasets that are averaged", AccuracyTables.Final),
        ("R2 share of permuted labels", model => model.Settings.Intersect(AccuracyTables.Shares).Any(), "measurements of the settings permuted_incorrect_labels_20 to _80", AccuracyTables.ByShare),
        ("R3 early-exit layer", HasPermuted, "measurements of datasets that are averaged, in the permuted setting", LayerTables.EarlyExit),
        ("R4 critical layer", HasPermuted, "measurements of datasets that are averaged, in the permuted setting", LayerTables.Critical),
        ("R5 ablations of attention and MLP", HasAblations, "ablations, and measurements of datasets that are averaged, in the permuted setting", AblationTables.Parts),
        ("R6 ablations of heads", model => HasAblations(model) && model.Ablations.Contains(AblationTables.Heads), "ablations \"heads_ours\"", AblationTables.HeadTables),
        ("R7 prefix matching", model => !model.Attention.IsEmpty, "attention", AttentionTables.Of),
        ("R8 gap by demonstrations", HasPermuted, "measurements of datasets that are averaged, in the permuted setting", AccuracyTables.ByDemonstration),
        ("R9 SST-2 by format", model => HasPermuted(model) && model.Find(Setting.Permuted)!.Has(LayerTables.ManyFormats), "measurements of sst2 in the permuted setting", LayerTables.ByFormat),
        ("R10 accuracy by dataset", model => model.Find(Setting.Permuted) is { } curves && model.Suite.All.Any(curves.Has), "measurements of the paper's datasets in the permuted setting", AccuracyTables.ByDataset),
        ("R12 accuracy by layer", HasPermuted, "measurements of datasets that are averaged, in the permuted setting", LayerTables.ByState),
        ("R13 without the mislabelled", HasPermuted, "measurements of datasets that are averaged, in the permuted setting", AccuracyTables.WithoutMislabelled),
    ];

    /// <summary>Makes the tables.</summary>
    /// <param name="results">Result rows of any models.</param>
    /// <param name="suite">Which datasets are averaged. Means are over those that were measured; the column "datasets" says how many.</param>
    /// <returns>The tables, and what could not be made of these results with the reason.</returns>
    public static (ImmutableArray<PaperTable> Tables, ImmutableArray<string> Missing) Of(ResultsFolder results, BenchmarkSuite suite)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(suite);
        var models = PaperModel.Of(results, suite);
        var tables = ImmutableArray.CreateBuilder<PaperTable>();
        var missing = ImmutableArray.CreateBuilder<string>();
        foreach (var (name, can, needs, make) in Kinds)
        {
            ImmutableArray<PaperModel> able = [.. models.Where(can)];
            if (able.Length < models.Length || able.IsEmpty)
                missing.Add($"{name}: needs {needs}{(able.IsEmpty ? "" : $", which {string.Join(", ", models.Except(able).Select(model => model.Name))} lacks")}");
            if (able.IsEmpty)
                continue;
            try
            {
                tables.AddRange(make(able));
            }
            catch (ArgumentException e)
            {
                missing.Add($"{name}: {e.Message}");
            }
        }

        missing.Add("R11 other metrics: uncalibrated and top-1 accuracy, label-space probability and top-n match are no columns of these files");
        return (tables.ToImmutable(), missing.ToImmutable());
    }

    private static bool HasCurves(PaperModel model) => model.Settings.Any(setting => model.Datasets(setting).Any());

    private static bool HasPermuted(PaperModel model) => model.Find(Setting.Permuted) is not null && model.Datasets(Setting.Permuted).Any();

    private static bool HasAblations(PaperModel model) => HasPermuted(model) && model.Ablations.Any();
}
