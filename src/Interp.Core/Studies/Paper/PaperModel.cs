using System.Collections.Immutable;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Core.Results;

namespace Interp.Core.Studies.Paper;

/// <summary>The rows of one model and protocol, and the means that several tables take of them.</summary>
public sealed class PaperModel
{
    private readonly ImmutableDictionary<Setting, SettingCurves> _curves;
    private readonly ILookup<(Setting Setting, string Ablation), AblationRow> _ablations;

    internal PaperModel(string name, ResultsFolder results, Func<ResultRow, bool> mine, BenchmarkSuite suite)
    {
        Name = name;
        Suite = suite;
        _curves = results.Measurements.Where(mine).Cast<Measurement>().GroupBy(row => row.Setting).ToImmutableDictionary(rows => rows.Key, rows => new SettingCurves([.. rows]));
        _ablations = results.Ablations.Where(mine).Cast<AblationRow>().ToLookup(row => (row.Setting, row.Ablation));
        Attention = [.. results.Attention.Where(mine).Cast<AttentionRow>()];
        Settings = [.. Enum.GetValues<Setting>().Where(_curves.ContainsKey)];
        Ablations = [.. _ablations.Select(rows => rows.Key.Ablation).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>The model's name; with its protocol, where the results have several of it.</summary>
    public string Name { get; }

    /// <summary>Which datasets are averaged.</summary>
    public BenchmarkSuite Suite { get; }

    /// <summary>The settings that there are measurements of.</summary>
    public ImmutableArray<Setting> Settings { get; }

    /// <summary>Names of the ablations that there are rows of.</summary>
    public ImmutableArray<string> Ablations { get; }

    /// <summary>Attention of the model's heads.</summary>
    public ImmutableArray<AttentionRow> Attention { get; }

    /// <summary>The models of results, in the order of their rows.</summary>
    /// <param name="results">Result rows of any models.</param>
    /// <param name="suite">Which datasets are averaged.</param>
    public static ImmutableArray<PaperModel> Of(ResultsFolder results, BenchmarkSuite suite)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(suite);
        var sources = results.Measurements.Concat<ResultRow>(results.Ablations).Concat(results.Attention).Select(row => (row.Model, row.Protocol)).Distinct().ToArray();
        return
        [
            .. sources.Select(source => new PaperModel(
                sources.Count(other => other.Model == source.Model) == 1 ? source.Model : $"{source.Model} ({source.Protocol})",
                results,
                row => row.Model == source.Model && row.Protocol == source.Protocol,
                suite)),
        ];
    }

    /// <summary>The measurements of a setting; null where there are none.</summary>
    /// <param name="setting">The setting.</param>
    public SettingCurves? Find(Setting setting) => _curves.GetValueOrDefault(setting);

    /// <summary>The measurements of a setting.</summary>
    /// <param name="setting">The setting.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public SettingCurves Curves(Setting setting) => Find(setting) ?? throw new ArgumentException($"There are no measurements of {Name} in the setting {setting.Name()}.");

    /// <summary>The averaged datasets that were measured.</summary>
    /// <param name="setting">The setting.</param>
    public ImmutableArray<string> Datasets(Setting setting) => [.. Suite.Averaged.Where(Curves(setting).Has)];

    /// <summary>One dataset at a state and its last demonstration.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="dataset">The dataset's key.</param>
    /// <param name="state">State of the stream.</param>
    /// <param name="formats">Which formats; all if null.</param>
    public AccuracyPair Pair(Setting setting, string dataset, int state, IReadOnlyList<int>? formats = null)
    {
        var curves = Curves(setting);
        var last = curves.LastDemonstration(dataset);
        return new(curves.Accuracy(dataset, PromptKind.Correct, state, last, formats), curves.Accuracy(dataset, PromptKind.False, state, last, formats));
    }

    /// <summary>Accuracy of one dataset with its interval.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="dataset">The dataset's key.</param>
    /// <param name="kind">Under which prompts.</param>
    /// <param name="state">State of the stream.</param>
    /// <param name="demonstration">Demonstrations before the prediction; the dataset's last if null.</param>
    /// <param name="formats">Which formats; all if null.</param>
    public Interval Accuracy(Setting setting, string dataset, PromptKind kind, int state, int? demonstration = null, IReadOnlyList<int>? formats = null)
    {
        var curves = Curves(setting);
        return curves.AccuracyInterval(dataset, kind, state, demonstration ?? curves.LastDemonstration(dataset), formats);
    }

    /// <summary>Mean accuracy of the averaged datasets; its interval takes their prompts as independent draws.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="kind">Under which prompts.</param>
    /// <param name="state">State of the stream.</param>
    /// <param name="demonstration">Demonstrations before the prediction; each dataset's last if null.</param>
    public Interval MeanAccuracy(Setting setting, PromptKind kind, int state, int? demonstration = null) =>
        MeanOf([.. Datasets(setting).Select(dataset => Accuracy(setting, dataset, kind, state, demonstration))]);

    /// <summary>Accuracy without any demonstration: demonstration 0 of the correct prompts.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="dataset">The dataset's key.</param>
    /// <param name="state">State of the stream.</param>
    /// <param name="formats">Which formats; all if null.</param>
    public double ZeroShot(Setting setting, string dataset, int state, IReadOnlyList<int>? formats = null) =>
        Curves(setting).Accuracy(dataset, PromptKind.Correct, state, 0, formats);

    /// <summary>The mean of the averaged datasets at a state and the last demonstration.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="state">State of the stream.</param>
    public AccuracyPair MeanPair(Setting setting, int state) => MeanOf([.. Datasets(setting).Select(dataset => Pair(setting, dataset, state))]);

    /// <summary>The mean of the averaged datasets without any demonstration.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="state">State of the stream.</param>
    public double MeanZeroShot(Setting setting, int state) => Datasets(setting).Average(dataset => ZeroShot(setting, dataset, state));

    /// <summary>The published early-exit layer: of the permuted setting and the averaged datasets.</summary>
    public int EarlyExit() => EarlyExitLayer.Published([.. Datasets(Setting.Permuted).Select(dataset => Curves(Setting.Permuted).ByState(dataset, PromptKind.False))]);

    /// <summary>The published critical layer of a dataset in the permuted setting.</summary>
    /// <param name="dataset">The dataset's key.</param>
    /// <param name="formats">Which formats; all if null.</param>
    public int? Critical(string dataset, IReadOnlyList<int>? formats = null) => CriticalLayer.Published(SingleGap(dataset, formats));

    /// <summary>The rule of the published critical layer, on curves averaged over datasets.</summary>
    public int? MeanCritical()
    {
        float[][] gaps = [.. Datasets(Setting.Permuted).Select(dataset => SingleGap(dataset, null))];
        return CriticalLayer.Published([.. Enumerable.Range(0, gaps[0].Length).Select(state => gaps.Average(gap => gap[state]))]);
    }

    /// <summary>A dataset with an ablation at a state; null where there are no such rows. Those of the paper are of format 0 only.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="ablation">The ablation's name.</param>
    /// <param name="dataset">The dataset's key.</param>
    /// <param name="state">State of the stream.</param>
    public AccuracyPair? Ablated(Setting setting, string ablation, string dataset, int state) =>
        AblatedAccuracy(setting, ablation, dataset, PromptKind.Correct, state) is { } correct && AblatedAccuracy(setting, ablation, dataset, PromptKind.False, state) is { } @false
            ? new(correct.Estimate, @false.Estimate)
            : null;

    /// <summary>A dataset with an ablation at a state, under one kind of prompts, with its interval; null where there are no such rows.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="ablation">The ablation's name.</param>
    /// <param name="dataset">The dataset's key.</param>
    /// <param name="kind">Under which prompts.</param>
    /// <param name="state">State of the stream.</param>
    public Interval? AblatedAccuracy(Setting setting, string ablation, string dataset, PromptKind kind, int state)
    {
        Interval[] formats = [.. _ablations[(setting, ablation)].Where(row => row.Dataset == dataset && row.State == state && row.Prompts == kind).Select(row => row.Accuracy)];
        return formats.Length == 0 ? null : new(formats.Average(row => row.Estimate), formats.Average(row => row.Lower), formats.Average(row => row.Upper));
    }

    /// <summary>The mean of the averaged datasets with an ablation, with its interval; null where the ablation lacks one of them.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="ablation">The ablation's name.</param>
    /// <param name="kind">Under which prompts.</param>
    /// <param name="state">State of the stream.</param>
    public Interval? MeanAblatedAccuracy(Setting setting, string ablation, PromptKind kind, int state)
    {
        Interval?[] datasets = [.. Datasets(setting).Select(dataset => AblatedAccuracy(setting, ablation, dataset, kind, state))];
        return datasets.Contains(null) ? null : MeanOf([.. datasets.Select(interval => interval!.Value)]);
    }

    /// <summary>The mean over the datasets that were measured whole; null where the ablation lacks one of them.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="ablation">The ablation's name.</param>
    /// <param name="state">State of the stream.</param>
    public AccuracyPair? MeanAblated(Setting setting, string ablation, int state)
    {
        AccuracyPair?[] pairs = [.. Datasets(setting).Select(dataset => Ablated(setting, ablation, dataset, state))];
        return pairs.Contains(null) ? null : MeanOf([.. pairs.Select(pair => pair!.Value)]);
    }

    internal static AccuracyPair MeanOf(IReadOnlyCollection<AccuracyPair> pairs) => new(pairs.Average(pair => pair.Correct), pairs.Average(pair => pair.False));

    /// <summary>The mean of independent measurements: the half-widths add like standard errors, each side for itself.</summary>
    private static Interval MeanOf(IReadOnlyCollection<Interval> each)
    {
        var mean = each.Average(one => one.Estimate);
        return new(mean, mean - Half(one => one.Estimate - one.Lower), mean + Half(one => one.Upper - one.Estimate));

        double Half(Func<Interval, double> side) => Math.Sqrt(each.Sum(one => side(one) * side(one))) / each.Count;
    }

    /// <summary>The gap by state in single precision, as the published arrays are.</summary>
    private float[] SingleGap(string dataset, IReadOnlyList<int>? formats)
    {
        var curves = Curves(Setting.Permuted);
        var (correct, @false) = (curves.ByState(dataset, PromptKind.Correct, formats), curves.ByState(dataset, PromptKind.False, formats));
        return [.. correct.Zip(@false, (one, other) => (float)one - (float)other)];
    }
}
