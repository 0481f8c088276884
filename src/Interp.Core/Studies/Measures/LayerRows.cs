using Interp.Core.Metrics;
using Interp.Core.Results;
using Interp.Core.Statistics;

namespace Interp.Core.Studies.Measures;

/// <summary>Critical and early-exit layers, as published and robust, of a cell or of an average.</summary>
/// <param name="source">Whose rows they are.</param>
internal sealed class LayerRows(RowSource source)
{
    private const string NoGap = "the interval of the final gap includes 0: half of no gap is crossed everywhere";
    private const string AsPublished = "as published, no interval";

    /// <summary>The rows.</summary>
    /// <param name="correct">Accuracy under correct prompts by state, at the last demonstration.</param>
    /// <param name="false">Accuracy under false prompts by state.</param>
    /// <param name="halves">The latter, of each half of the prompts; null where there are no halves.</param>
    public IEnumerable<MeasureRow> Of(IReadOnlyList<Bootstrapped> correct, IReadOnlyList<Bootstrapped> @false, ByHalf? halves)
    {
        Bootstrapped[] gaps = [.. correct.Zip(@false, (one, other) => one - other)];
        double[] falseAccuracy = [.. @false.Select(accuracy => accuracy.Estimate)];
        var n = gaps[0].Prompts;
        yield return CriticalLayer.Published([.. gaps.Select(gap => (float)gap.Estimate)]) is { } critical
            ? Row("critical_layer_published", MeasureRows.Bare(critical, n, AsPublished))
            : MeasureRows.Without(source, "critical_layer_published", "no state reaches half of the final gap");
        yield return MeasureRows.OrWithout(source, "critical_layer", RobustCriticalLayer.Of(gaps).State, NoGap);

        var exit = EarlyExitLayer.Published([falseAccuracy]);
        yield return Row("early_exit_layer_published", MeasureRows.Bare(exit, n, AsPublished));
        yield return Row("early_exit_false_gain_published", (@false[exit] - @false[^1]).ToInterval());
        yield return Row("early_exit_correct_gain_published", (correct[exit] - correct[^1]).ToInterval());
        if (halves is null)
            yield break;
        var heldOut = HeldOutEarlyExit.Of(halves.First, halves.Second);
        yield return Row("early_exit_layer", heldOut.State);
        yield return Row("early_exit_false_gain", heldOut.Gain);
    }

    private MeasureRow Row(string measure, IntervalEstimate value) => MeasureRows.Of(source, measure, MeasuredPrompts.Pair, value);
}
