using System.Collections.Immutable;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Core.Results;

namespace Interp.Core.Studies.Paper;

/// <summary>The rows of one model and protocol, and the means that several tables take of them.</summary>
internal sealed class PaperModel
{
    private readonly ImmutableDictionary<Setting, SettingCurves> _curves;
    private readonly ILookup<(Setting Setting, string Ablation), AblationRow> _ablations;

    public PaperModel(string name, ResultsFolder results, Func<ResultRow, bool> mine, BenchmarkSuite suite)
    {
        Name = name;
        Suite = suite;
        _curves = results.Measurements.Where(mine).Cast<Measurement>().GroupBy(row => row.Setting).ToImmutableDictionary(rows => rows.Key, rows => new SettingCurves([.. rows]));
        _ablations = results.Ablations.Where(mine).Cast<AblationRow>().ToLookup(row => (row.Setting, row.Ablation));
        Attention = [.. results.Attention.Where(mine).Cast<AttentionRow>()];
        Settings = [.. Enum.GetValues<Setting>().Where(_curves.ContainsKey)];
        Ablations = [.. _ablations.Select(rows => rows.Key.Ablation).Distinct().Order(StringComparer.Ordinal)];
    }

    public string Name { get; }

    public BenchmarkSuite Suite { get; }

    public ImmutableArray<Setting> Settings { get; }

    public ImmutableArray<string> Ablations { get; }

    public ImmutableArray<AttentionRow> Attention { get; }

    public SettingCurves? Find(Setting setting) => _curves.GetValueOrDefault(setting);

    public SettingCurves Curves(Setting setting) => Find(setting) ?? throw new ArgumentException($"There are no measurements of {Name} in the setting {setting.Name()}.");

    /// <summary>The averaged datasets that were measured.</summary>
    public ImmutableArray<string> Datasets(Setting setting) => [.. Suite.Averaged.Where(Curves(setting).Has)];

    /// <summary>One dataset at a state and its last demonstration.</summary>
    public AccuracyPair Pair(Setting setting, string dataset, int state, IReadOnlyList<int>? formats = null)
    {
        var curves = Curves(setting);
        var last = curves.LastDemonstration(dataset);
        return new(curves.Accuracy(dataset, PromptKind.Correct, state, last, formats), curves.Accuracy(dataset, PromptKind.False, state, last, formats));
    }

    public double ZeroShot(Setting setting, string dataset, int state, IReadOnlyList<int>? formats = null) =>
        Curves(setting).Accuracy(dataset, PromptKind.Correct, state, 0, formats);

    public AccuracyPair MeanPair(Setting setting, int state) => MeanOf([.. Datasets(setting).Select(dataset => Pair(setting, dataset, state))]);

    public double MeanZeroShot(Setting setting, int state) => Datasets(setting).Average(dataset => ZeroShot(setting, dataset, state));

    /// <summary>The published early-exit layer: of the permuted setting and the averaged datasets.</summary>
    public int EarlyExit() => EarlyExitLayer.Published([.. Datasets(Setting.Permuted).Select(dataset => Curves(Setting.Permuted).ByState(dataset, PromptKind.False))]);

    /// <summary>The published critical layer of a dataset in the permuted setting.</summary>
    public int? Critical(string dataset, IReadOnlyList<int>? formats = null) => CriticalLayer.Published(SingleGap(dataset, formats));

    /// <summary>The rule of the published critical layer, on curves averaged over datasets.</summary>
    public int? MeanCritical()
    {
        float[][] gaps = [.. Datasets(Setting.Permuted).Select(dataset => SingleGap(dataset, null))];
        return CriticalLayer.Published([.. Enumerable.Range(0, gaps[0].Length).Select(state => gaps.Average(gap => gap[state]))]);
    }

    /// <summary>A dataset with an ablation at a state; null where there are no such rows. Those of the paper are of format 0 only.</summary>
    public AccuracyPair? Ablated(Setting setting, string ablation, string dataset, int state)
    {
        AblationRow[] rows = [.. _ablations[(setting, ablation)].Where(row => row.Dataset == dataset && row.State == state)];
        double Mean(PromptKind kind) => rows.Where(row => row.Prompts == kind).Average(row => row.CalibratedAccuracy);
        return rows.Select(row => row.Prompts).Distinct().Count() == 2 ? new(Mean(PromptKind.Correct), Mean(PromptKind.False)) : null;
    }

    /// <summary>The mean over the datasets that were measured whole; null where the ablation lacks one of them.</summary>
    public AccuracyPair? MeanAblated(Setting setting, string ablation, int state)
    {
        AccuracyPair?[] pairs = [.. Datasets(setting).Select(dataset => Ablated(setting, ablation, dataset, state))];
        return pairs.Contains(null) ? null : MeanOf([.. pairs.Select(pair => pair!.Value)]);
    }

    public static AccuracyPair MeanOf(IReadOnlyCollection<AccuracyPair> pairs) => new(pairs.Average(pair => pair.Correct), pairs.Average(pair => pair.False));

    /// <summary>The gap by state in single precision, as the published arrays are.</summary>
    private float[] SingleGap(string dataset, IReadOnlyList<int>? formats)
    {
        var curves = Curves(Setting.Permuted);
        var (correct, @false) = (curves.ByState(dataset, PromptKind.Correct, formats), curves.ByState(dataset, PromptKind.False, formats));
        return [.. correct.Zip(@false, (one, other) => (float)one - (float)other)];
    }
}
