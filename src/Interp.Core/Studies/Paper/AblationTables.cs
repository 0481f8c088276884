using System.Collections.Immutable;
using System.Globalization;
using Interp.Core.Metrics;
using Interp.Core.Prompts;

namespace Interp.Core.Studies.Paper;

/// <summary>Accuracy with parts ablated: R5 and R6 of the paper's reference values.</summary>
internal static class AblationTables
{
    /// <summary>The heads under study, as the paper's files call them.</summary>
    public const string Heads = "heads_ours";

    private static readonly string[] RandomHeads = ["heads_null", $"{Heads} controls"]; // The paper's files; this library's studies.
    private const double Percent = 100;
    private static readonly Setting[] Main = [Setting.Permuted, Setting.HalfPermuted, Setting.Random];

    public static IEnumerable<PaperTable> Parts(ImmutableArray<PaperModel> models)
    {
        ImmutableArray<string> ablations = [.. models.SelectMany(model => model.Ablations).Distinct().Order(StringComparer.Ordinal)];
        yield return new PaperTable
        {
            Name = "r05-ablations",
            Title = "R5. Final-layer accuracy with parts ablated, mean of datasets; none and late layers (left at k) are means over all formats, as published",
            Columns = ["model", "setting", "datasets", "k", .. CaseColumns(ablations)],
            Rows =
            [
                .. from model in models
                   from setting in Main
                   where model.Find(setting) is not null
                   select ImmutableArray.Create<object?>([model.Name, setting.Name(), model.Datasets(setting).Length, model.EarlyExit(), .. Cases(model, setting, null, null, ablations)]),
            ],
        };
        foreach (var model in models)
        {
            var curves = model.Curves(Setting.Permuted);
            yield return new PaperTable
            {
                Name = $"r05-ablations-{model.Name}",
                Title = $"R5. {model.Name}: by dataset, permuted labels; formats averaged where nothing is ablated",
                Columns = ["dataset", .. CaseColumns(model.Ablations)],
                Rows = [.. model.Suite.All.Where(curves.Has).Select(dataset => ImmutableArray.Create<object?>([dataset, .. Cases(model, Setting.Permuted, dataset, null, model.Ablations)]))],
                Digits = 3,
            };
        }

        yield return new PaperTable
        {
            Name = "r05-sst2-like-for-like",
            Title = "R5. SST-2 with format 0 everywhere, permuted labels",
            Columns = ["model", .. CaseColumns(ablations)],
            Rows =
            [
                .. models.Where(model => model.Find(Setting.Permuted)!.Has(LayerTables.ManyFormats))
                    .Select(model => ImmutableArray.Create<object?>([model.Name, .. Cases(model, Setting.Permuted, LayerTables.ManyFormats, [0], ablations)])),
            ],
            Digits = 3,
        };
    }

    public static IEnumerable<PaperTable> HeadTables(ImmutableArray<PaperModel> models) =>
        from model in models
        from setting in Main
        where model.Find(setting) is not null
        let table = HeadTable(model, setting)
        where table is not null
        select table;

    private static PaperTable? HeadTable(PaperModel model, Setting setting)
    {
        var last = model.Curves(setting).LastState;
        var randomHeads = RandomHeads.FirstOrDefault(model.Ablations.Contains);
        string[] datasets = randomHeads is null ? [] : [.. model.Datasets(setting).Where(dataset => model.Ablated(setting, Heads, dataset, last) is not null && model.Ablated(setting, randomHeads, dataset, last) is not null)];
        if (datasets.Length == 0)
            return null;
        AccuracyPair[] none = [.. datasets.Select(dataset => model.Pair(setting, dataset, last))];
        AccuracyPair[] ours = [.. datasets.Select(dataset => model.Ablated(setting, Heads, dataset, last)!.Value)];
        AccuracyPair[] random = [.. datasets.Select(dataset => model.Ablated(setting, randomHeads!, dataset, last)!.Value)];
        var (byOurs, byRandom) = (GapReduction.Of(none, ours), GapReduction.Of(none, random));
        var each = datasets.Select((dataset, i) => ImmutableArray.Create<object?>(
            dataset, none[i].Correct, none[i].False, ours[i].Correct, ours[i].False, random[i].Correct, random[i].False,
            Percent * byOurs.TruePrefixDeltas[i], Percent * byOurs.Ratios[i], Percent * byRandom.TruePrefixDeltas[i], Percent * byRandom.Ratios[i], Percent * byOurs.OwnRatios[i]));
        var (noneMean, oursMean, randomMean) = (PaperModel.MeanOf(none), PaperModel.MeanOf(ours), PaperModel.MeanOf(random));
        return new PaperTable
        {
            Name = $"r06-heads-{model.Name}-{setting.Name()}",
            Title = $"R6. {model.Name}, {setting.Name()}: {Heads} and {randomHeads} ablated; change under correct prompts in points, gap reduction in %; last row: gap reduction of the mean gaps",
            Columns =
            [
                "dataset", "none_true", "none_false", "ours_true", "ours_false", "random_true", "random_false",
                "ours_true_delta", "ours_gap_reduction", "random_true_delta", "random_gap_reduction", "ours_gap_reduction_own_true",
            ],
            Rows =
            [
                .. each,
                [
                    string.Create(CultureInfo.InvariantCulture, $"mean of {datasets.Length}"), noneMean.Correct, noneMean.False, oursMean.Correct, oursMean.False, randomMean.Correct, randomMean.False,
                    Percent * byOurs.TruePrefixDelta, Percent * byOurs.MeanOfRatios, Percent * byRandom.TruePrefixDelta, Percent * byRandom.MeanOfRatios, Percent * byOurs.OwnMeanOfRatios,
                ],
                ["ratio of means", null, null, null, null, null, null, null, Percent * byOurs.RatioOfMeans, null, Percent * byRandom.RatioOfMeans, Percent * byOurs.OwnRatioOfMeans],
            ],
            Digits = 3,
        };
    }

    private static IEnumerable<string> CaseColumns(ImmutableArray<string> ablations) =>
        new[] { "none" }.Concat(ablations).Append("late_layers").SelectMany(name => new[] { $"{name}_true", $"{name}_false", $"{name}_gap" });

    /// <summary>True, false and gap of nothing ablated, each ablation, and all late layers; of one dataset, or the mean.</summary>
    private static IEnumerable<object?> Cases(PaperModel model, Setting setting, string? dataset, IReadOnlyList<int>? formats, ImmutableArray<string> ablations)
    {
        var last = model.Curves(setting).LastState;
        AccuracyPair Whole(int state) => dataset is null ? model.MeanPair(setting, state) : model.Pair(setting, dataset, state, formats);
        AccuracyPair? Ablated(string ablation) => dataset is null ? model.MeanAblated(setting, ablation, last) : model.Ablated(setting, ablation, dataset, last);
        AccuracyPair?[] pairs = [Whole(last), .. ablations.Select(Ablated), Whole(model.EarlyExit())];
        return pairs.SelectMany(pair => new object?[] { pair?.Correct, pair?.False, pair?.Gap });
    }
}
