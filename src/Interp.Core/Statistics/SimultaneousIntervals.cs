using System.Collections.Immutable;
using Interp.Core.Metrics;

namespace Interp.Core.Statistics;

/// <summary>
/// Intervals of many means that hold all at once: in 95 % of samples none of them misses. The half-widths are one multiple
/// of each mean's standard error, the 95 % quantile of the largest studentised deviation over all means (max-T; Romano and
/// Wolf, 2005). For rankings, such as the best of all heads.
/// </summary>
public static class SimultaneousIntervals
{
    /// <summary>The intervals.</summary>
    /// <param name="values">One value a prompt of each thing measured: [head][prompt].</param>
    /// <param name="resamples">The draws of these prompts.</param>
    /// <returns>In the order of <paramref name="values"/>. What is the same for all prompts has an interval without width.</returns>
    /// <exception cref="ArgumentException">Nothing measured, another number of prompts than the draws', or values that are not finite.</exception>
    public static ImmutableArray<IntervalEstimate> Of(IReadOnlyList<double[]> values, Resamples resamples)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(resamples);
        ArgumentOutOfRangeException.ThrowIfZero(values.Count);
        for (var i = 0; i < values.Count; i++)
        {
            resamples.Require(values[i].Length, nameof(values));
            Finite.Require(values[i], prompt => $"prompt {prompt} of number {i}");
        }

        var samples = values.Select(each => new Centered(each)).ToArray();
        var factor = Factor(samples, resamples);
        return [.. samples.Select(sample => sample.Error == 0
            ? new IntervalEstimate(sample.Mean, sample.Mean, sample.Mean, resamples.Prompts, IntervalMethod.NoVariation, resamples.Seed)
            : new IntervalEstimate(sample.Mean, sample.Mean - factor * sample.Error, sample.Mean + factor * sample.Error, resamples.Prompts, IntervalMethod.Simultaneous, resamples.Seed))];
    }

    private static double Factor(Centered[] samples, Resamples resamples)
    {
        var largest = new double[resamples.Draws];
        Parallel.For(0, largest.Length, draw =>
        {
            var counts = new double[resamples.Prompts];
            for (var prompt = 0; prompt < counts.Length; prompt++)
                counts[prompt] = resamples.Counts(draw)[prompt];
            foreach (var sample in samples)
                largest[draw] = Math.Max(largest[draw], sample.Deviation(counts));
        });
        Array.Sort(largest);
        var place = Math.Min((int)Math.Ceiling(0.95 * (largest.Length + 1)) - 1, largest.Length - 1);
        return largest[place];
    }
}
