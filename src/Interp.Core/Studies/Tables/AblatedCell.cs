using System.Collections.Immutable;
using Interp.Core.Lens;
using Interp.Core.Prompts;
using Interp.Core.Results;
using Interp.Core.Statistics;
using Interp.Core.Studies.Measures;
using Interp.Core.Studies.Stores;

namespace Interp.Core.Studies.Tables;

/// <summary>One ablation of a cell: accuracy by state at the last demonstration, beside that without it, on the same draws.</summary>
internal sealed class AblatedCell
{
    private const string NoGap = "the interval of the gap includes 0: there is nothing to take a share of";
    private const string RandomSets = "2.5 and 97.5 % of random sets";

    private readonly CellData _data;
    private readonly ManifestAblation _ablation;
    private readonly ByKind<IReadOnlyList<Bootstrapped>>[] _sets; // by state

    /// <param name="data">What was read.</param>
    /// <param name="ablation">The ablation, or the random heads beside one.</param>
    public AblatedCell(CellData data, ManifestAblation ablation)
    {
        (_data, _ablation) = (data, ablation);
        _sets = [.. data.Ablated(ablation).Select(scores => scores.Select((kind, of) => Accuracy(kind, of)))];
    }

    /// <summary>The ablation's name, as in tables.</summary>
    public string Name => _ablation.IsControl ? $"{_ablation.Name} controls" : _ablation.Name;

    /// <summary>Accuracy without the ablation.</summary>
    public ByKind<BootstrappedScores> Whole => _data.Measured.Accuracy;

    /// <summary>True for random heads.</summary>
    public bool IsControl => _ablation.IsControl;

    /// <summary>Accuracy by state, the mean over sets where there are several.</summary>
    public ByKind<IReadOnlyList<Bootstrapped>> Mean() => _sets[0].Select((kind, states) =>
        (IReadOnlyList<Bootstrapped>)[.. Enumerable.Range(0, states.Count).Select(state => _sets.Length == 1 ? states[state] : Bootstrapped.Average([.. _sets.Select(set => set[kind][state])]))]);

    /// <summary>Rows of the table "ablations".</summary>
    public IEnumerable<AblationRow> Rows()
    {
        var mean = Mean();
        return from kind in Enum.GetValues<PromptKind>()
               from state in Enumerable.Range(0, mean[kind].Count)
               let interval = mean[kind][state].ToInterval()
               select new AblationRow
               {
                   Source = _data.Source,
                   Ablation = Name,
                   Prompts = kind,
                   State = state,
                   CalibratedAccuracy = interval.Estimate,
                   Upper95 = interval.High,
                   Spread = RowSpread.Of(interval),
               };
    }

    /// <summary>Rows of the table "measures": how much of the gap is closed, and what correct prompts lose.</summary>
    public IEnumerable<MeasureRow> Effects()
    {
        var (correct, @false) = (Whole[PromptKind.Correct].AtLastDemonstration()[^1], Whole[PromptKind.False].AtLastDemonstration()[^1]);
        var mean = Mean();
        yield return Row("true_prefix_delta", (mean[PromptKind.Correct][^1] - correct).ToInterval());
        yield return Row("false_prefix_delta", (mean[PromptKind.False][^1] - @false).ToInterval());
        GapReductionEstimate[] reductions = [.. _sets.Select(set => GapReductionEstimate.Of(correct, @false, set[PromptKind.False][^1]))];
        if (!_ablation.IsControl)
        {
            yield return MeasureRows.OrWithout(_data.Source, $"gap_reduction {Name}", reductions[0].Reduction, NoGap);
            yield break;
        }

        double[] shares = [.. reductions.Select(reduction => reduction.Reduction?.Estimate).OfType<double>().Order()];
        yield return shares.Length == reductions.Length
            ? Row("gap_reduction", new IntervalEstimate(shares.Average(), Percentile(shares, 25), Percentile(shares, 975), shares.Length, RandomSets))
            : MeasureRows.Without(_data.Source, $"gap_reduction {Name}", NoGap);
    }

    private static double Percentile(double[] sorted, int thousandths) => Metrics.Quantile.Of(sorted, thousandths, 1000) is var at && thousandths < 500 ? Math.Min(at, sorted.Average()) : Math.Max(at, sorted.Average());

    private MeasureRow Row(string measure, IntervalEstimate value) => MeasureRows.Of(_data.Source, $"{measure} {Name}", MeasuredPrompts.Pair, value);

    private IReadOnlyList<Bootstrapped> Accuracy(PromptKind kind, LabelScores scores)
    {
        ImmutableArray<int>[] labels = [.. _data.Prompts.Prompts(kind).Select(prompt => prompt.Classes)];
        return CalibratedBootstrap.Of(scores, labels, _data.Resamples).AtLastDemonstration();
    }
}
