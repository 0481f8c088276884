using System.Collections.Immutable;
using Interp.Core.Prompts;

namespace Interp.Core.Studies.Paper;

/// <summary>Accuracy by layer, and the layers it makes special: R3, R4, R9 and R12 of the paper's reference values.</summary>
internal static class LayerTables
{
    /// <summary>The dataset that was measured with many formats.</summary>
    public const string ManyFormats = "sst2";

    private const double Points = 100;
    private const string Unnatural = "unnatural";

    public static IEnumerable<PaperTable> EarlyExit(ImmutableArray<PaperModel> models)
    {
        yield return new PaperTable
        {
            Name = "r03-early-exit-layer",
            Title = "R3. Early-exit layer k (chosen under permuted labels) and what leaving there changes, in percentage points",
            Columns =
            [
                "model", "datasets", "last", "k", "true_at_k", "true_at_last", "delta_true", "false_at_k", "false_at_last", "delta_false", "datasets_better", "of_datasets",
                "half_delta_true", "half_delta_false", "random_delta_true", "random_delta_false",
            ],
            Rows = [.. models.Select(Row)],
        };

        static ImmutableArray<object?> Row(PaperModel model)
        {
            var curves = model.Curves(Setting.Permuted);
            var (exit, last) = (model.EarlyExit(), curves.LastState);
            var (there, end) = (model.MeanPair(Setting.Permuted, exit), model.MeanPair(Setting.Permuted, last));
            string[] counted = [.. model.Suite.Averaged.Add(Unnatural).Where(curves.Has)];
            var better = counted.Count(dataset => model.Pair(Setting.Permuted, dataset, exit).False > model.Pair(Setting.Permuted, dataset, last).False);
            return
            [
                model.Name, model.Datasets(Setting.Permuted).Length, last, exit,
                there.Correct, end.Correct, Points * (there.Correct - end.Correct), there.False, end.False, Points * (there.False - end.False), better, counted.Length,
                .. Deltas(model, Setting.HalfPermuted, exit), .. Deltas(model, Setting.Random, exit),
            ];
        }
    }

    public static IEnumerable<PaperTable> Critical(ImmutableArray<PaperModel> models)
    {
        yield return new PaperTable
        {
            Name = "r04-critical-layer",
            Title = "R4. Critical layer by the published rule, permuted labels; of the mean curves, the median, and of each dataset",
            Columns = ["model", "datasets", "average", "median", .. models[0].Suite.All],
            Rows = [.. models.Select(Row)],
            Digits = 1,
        };

        static ImmutableArray<object?> Row(PaperModel model)
        {
            var datasets = model.Datasets(Setting.Permuted);
            double[] layers = [.. datasets.Select(dataset => model.Critical(dataset)).OfType<int>().Select(layer => (double)layer).Order()];
            double? median = layers.Length == datasets.Length ? (layers[(layers.Length - 1) / 2] + layers[layers.Length / 2]) / 2 : null;
            return
            [
                model.Name, datasets.Length, model.MeanCritical(), median,
                .. model.Suite.All.Select(dataset => (object?)(model.Curves(Setting.Permuted).Has(dataset) ? model.Critical(dataset) : null)),
            ];
        }
    }

    public static IEnumerable<PaperTable> ByFormat(ImmutableArray<PaperModel> models) => models.Select(model =>
    {
        var curves = model.Curves(Setting.Permuted);
        var exit = model.EarlyExit();
        return new PaperTable
        {
            Name = $"r09-sst2-by-format-{model.Name}",
            Title = $"R9. {model.Name}: SST-2 by prompt format, permuted labels, last demonstration; early exit at {exit}",
            Columns = ["format", "true", "false", "false_at_exit", "critical_layer", "zero_shot"],
            Rows = [.. curves.Formats(ManyFormats).Select(Row)],
            Digits = 3,
        };

        ImmutableArray<object?> Row(int format)
        {
            var pair = model.Pair(Setting.Permuted, ManyFormats, curves.LastState, [format]);
            return
            [
                format, pair.Correct, pair.False, model.Pair(Setting.Permuted, ManyFormats, exit, [format]).False, model.Critical(ManyFormats, [format]),
                model.ZeroShot(Setting.Permuted, ManyFormats, curves.LastState, [format]),
            ];
        }
    });

    public static IEnumerable<PaperTable> ByState(ImmutableArray<PaperModel> models) => models.Select(model =>
    {
        var last = model.Curves(Setting.Permuted).LastState;
        Setting[] others = [.. new[] { Setting.HalfPermuted, Setting.Random }.Where(setting => model.Settings.Contains(setting))];
        string[] ablations = [.. model.Ablations.Where(ablation => model.MeanAblated(Setting.Permuted, ablation, last) is not null)];
        return new PaperTable
        {
            Name = $"r12-by-layer-{model.Name}",
            Title = $"R12. {model.Name}: mean calibrated accuracy of {model.Datasets(Setting.Permuted).Length} datasets by state, last demonstration",
            Columns =
            [
                "state", "true", "false", "zero_shot", .. others.Select(setting => setting == Setting.Random ? "random_false" : "half_false"),
                .. ablations.SelectMany(ablation => new[] { $"{ablation}_true", $"{ablation}_false" }), "share_of_final_gap",
            ],
            Rows = [.. Enumerable.Range(0, last + 1).Select(Row)],
            Digits = 3,
        };

        ImmutableArray<object?> Row(int state)
        {
            var pair = model.MeanPair(Setting.Permuted, state);
            return
            [
                state, pair.Correct, pair.False, model.MeanZeroShot(Setting.Permuted, state), .. others.Select(setting => (object?)model.MeanPair(setting, state).False),
                .. ablations.SelectMany(ablation => model.MeanAblated(Setting.Permuted, ablation, state) is { } ablated ? new object?[] { ablated.Correct, ablated.False } : [null, null]),
                model.MeanPair(Setting.Permuted, last).Gap is var gap and not 0 ? pair.Gap / gap : null,
            ];
        }
    });

    private static object?[] Deltas(PaperModel model, Setting setting, int exit)
    {
        if (model.Find(setting) is not { } curves)
            return [null, null];
        var (there, end) = (model.MeanPair(setting, exit), model.MeanPair(setting, curves.LastState));
        return [Points * (there.Correct - end.Correct), Points * (there.False - end.False)];
    }
}
