using System.Collections.Immutable;
using Interp.Core.Prompts;

namespace Interp.Core.Studies.Paper;

/// <summary>Final-layer accuracy: R1, R2, R8, R10 and R13 of the paper's reference values.</summary>
internal static class AccuracyTables
{
    private const int FewestLabels = 3; // With two labels the permuted score is one minus accuracy.
    private const string MislabelledDataset = "trec";
    private const int MislabelledFormat = 10;
    private static readonly Setting[] Main = [Setting.Permuted, Setting.HalfPermuted, Setting.Random];
    private static readonly ImmutableArray<(Setting Setting, int Percent)> Percents = [(Setting.Permuted20, 20), (Setting.Permuted40, 40), (Setting.Permuted60, 60), (Setting.Permuted80, 80)];

    public static IEnumerable<Setting> Shares => Percents.Select(share => share.Setting);

    public static IEnumerable<PaperTable> Final(ImmutableArray<PaperModel> models)
    {
        yield return new PaperTable
        {
            Name = "r01-final-accuracy",
            Title = "R1. Final-layer calibrated accuracy, last demonstration, mean of datasets",
            Columns = ["model", "datasets", "permuted_true", "permuted_false", "permuted_gap", "half_true", "half_false", "half_gap", "random_true", "random_false", "random_gap", "zero_shot"],
            Rows = [.. models.Select(model => ImmutableArray.Create<object?>([model.Name, model.Datasets(model.Settings[0]).Length, .. Main.SelectMany(setting => Triple(model, setting)), ZeroShot(model)]))],
        };
    }

    public static IEnumerable<PaperTable> ByShare(ImmutableArray<PaperModel> models)
    {
        yield return new PaperTable
        {
            Name = "r02-share-of-permuted-labels",
            Title = "R2. Share of permuted labels varied, final layer, last demonstration, mean of datasets",
            Columns = ["model", "datasets", "percent_incorrect", "true", "false", "gap"],
            Rows =
            [
                .. from model in models
                   from share in Percents
                   where model.Find(share.Setting) is not null
                   select ImmutableArray.Create<object?>([model.Name, model.Datasets(share.Setting).Length, share.Percent, .. Triple(model, share.Setting)]),
            ],
        };
    }

    public static IEnumerable<PaperTable> ByDemonstration(ImmutableArray<PaperModel> models) => models.Select(model =>
    {
        var curves = model.Curves(Setting.Permuted);
        var datasets = model.Datasets(Setting.Permuted);
        string[] scored = [.. model.Suite.All.Where(dataset => curves.Has(dataset) && model.Suite.Labels[dataset] >= FewestLabels)];
        var last = datasets.Concat(scored).Min(curves.LastDemonstration);
        double Gap(string dataset, int demonstration) =>
            curves.Accuracy(dataset, PromptKind.Correct, curves.LastState, demonstration) - curves.Accuracy(dataset, PromptKind.False, curves.LastState, demonstration);
        double Permuted(string dataset, int demonstration) => model.Suite.Labels[dataset] * curves.Permuted(dataset, PromptKind.False, curves.LastState, demonstration);
        return new PaperTable
        {
            Name = $"r08-by-demonstrations-{model.Name}",
            Title = $"R8. {model.Name}: accuracy gap (mean of {datasets.Length} datasets) and permuted score times labels (datasets of three labels or more), permuted labels, final layer",
            Columns = ["demonstrations", "gap", "permuted_score", .. scored.Select(dataset => $"permuted_score_{dataset}")],
            Rows =
            [
                .. Enumerable.Range(0, last + 1).Select(demonstration => ImmutableArray.Create<object?>(
                [
                    demonstration,
                    datasets.Average(dataset => Gap(dataset, demonstration)),
                    scored.Length == 0 ? null : scored.Average(dataset => Permuted(dataset, demonstration)),
                    .. scored.Select(dataset => (object?)Permuted(dataset, demonstration)),
                ])),
            ],
            Digits = 3,
        };
    });

    public static IEnumerable<PaperTable> ByDataset(ImmutableArray<PaperModel> models)
    {
        yield return new PaperTable
        {
            Name = "r10-by-dataset",
            Title = "R10. By dataset: permuted labels, final layer, last demonstration",
            Columns = ["dataset", .. models.SelectMany(model => new[] { $"{model.Name}_true", $"{model.Name}_false", $"{model.Name}_zero_shot" })],
            Rows = [.. models[0].Suite.All.Where(dataset => models.Any(model => model.Curves(Setting.Permuted).Has(dataset))).Select(dataset => ImmutableArray.Create<object?>([dataset, .. models.SelectMany(model => Cells(model, dataset))]))],
            Digits = 3,
        };

        static object?[] Cells(PaperModel model, string dataset)
        {
            var curves = model.Curves(Setting.Permuted);
            if (!curves.Has(dataset))
                return [null, null, null];
            var pair = model.Pair(Setting.Permuted, dataset, curves.LastState);
            return [pair.Correct, pair.False, model.ZeroShot(Setting.Permuted, dataset, curves.LastState)];
        }
    }

    /// <summary>TREC's labels are scrambled and SST-2's format 10 has them flipped (paper, section 6): what the gap is without them.</summary>
    public static IEnumerable<PaperTable> WithoutMislabelled(ImmutableArray<PaperModel> models)
    {
        yield return new PaperTable
        {
            Name = "r13-without-the-mislabelled",
            Title = "R13. The gap without the mislabelled dataset and format: permuted labels, final layer, last demonstration, mean of datasets",
            Columns = ["model", "without_trec", "without_format_10", "datasets", "true", "false", "gap"],
            Rows = [.. models.SelectMany(model => new[] { (false, false), (true, false), (false, true), (true, true) }.Select(without => Row(model, without.Item1, without.Item2)).OfType<ImmutableArray<object?>>())],
        };

        static ImmutableArray<object?>? Row(PaperModel model, bool withoutDataset, bool withoutFormat)
        {
            var curves = model.Curves(Setting.Permuted);
            string[] datasets = [.. model.Datasets(Setting.Permuted).Where(dataset => !withoutDataset || dataset != MislabelledDataset)];
            int[] Formats(string dataset) => [.. curves.Formats(dataset).Where(format => !withoutFormat || dataset != LayerTables.ManyFormats || format != MislabelledFormat)];
            var changes = (!withoutDataset || curves.Has(MislabelledDataset)) && (!withoutFormat || datasets.Any(dataset => Formats(dataset).Length < curves.Formats(dataset).Length));
            if (!changes || datasets.Length == 0 || datasets.Any(dataset => Formats(dataset).Length == 0))
                return null;
            var mean = PaperModel.MeanOf([.. datasets.Select(dataset => model.Pair(Setting.Permuted, dataset, curves.LastState, Formats(dataset)))]);
            return [model.Name, withoutDataset ? "yes" : "no", withoutFormat ? "yes" : "no", datasets.Length, mean.Correct, mean.False, mean.Gap];
        }
    }

    private static object?[] Triple(PaperModel model, Setting setting)
    {
        if (model.Find(setting) is not { } curves || model.Datasets(setting).IsEmpty)
            return [null, null, null];
        var mean = model.MeanPair(setting, curves.LastState);
        return [mean.Correct, mean.False, mean.Gap];
    }

    private static double? ZeroShot(PaperModel model) =>
        model.Find(Setting.Permuted) is { } curves && model.Datasets(Setting.Permuted).Any() ? model.MeanZeroShot(Setting.Permuted, curves.LastState) : null;
}
