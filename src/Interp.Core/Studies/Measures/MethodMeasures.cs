using Interp.Core.Results;
using Interp.Core.Statistics;
using Interp.Core.Studies.Readings;

namespace Interp.Core.Studies.Measures;

/// <summary>Measures of the methods around the paper: the mean of each of their numbers over the pairs that have one, at the last demonstration of false prompts.</summary>
internal static class MethodMeasures
{
    private const int FewestPairs = 2;

    /// <summary>The rows of a method.</summary>
    /// <param name="measure">Name of the measure, which begins those of its rows.</param>
    /// <param name="reading">What was read.</param>
    public static Func<MeasuredCell, IEnumerable<ResultRow>> Rows(string measure, StudyReading reading) => cell =>
        from named in cell.Method(reading).OrderBy(named => named.Key, StringComparer.Ordinal)
        let values = named.Value.Values.Where(float.IsFinite).Select(value => (double)value).ToArray()
        select values.Length >= FewestPairs
            ? cell.Row($"{measure} {named.Key}", MeasuredPrompts.False, Mean(values, cell.Resamples), null, cell.Prompts.Demonstrations - 1)
            : MeasureRows.OrWithout(cell.Source, $"{measure} {named.Key}", null, $"{values.Length} of {cell.Resamples.Prompts} pairs have a number of it; an interval takes {FewestPairs}.");

    /// <summary>With draws of their own where some pairs have no number.</summary>
    private static IntervalEstimate Mean(double[] values, Resamples pairs) =>
        Bootstrapped.Mean(values, values.Length == pairs.Prompts ? pairs : new Resamples(values.Length, pairs.Seed, pairs.Draws)).ToInterval();
}
