using Interp.Core.Randomness;

namespace Interp.Core.Metrics;

/// <summary>
/// Percentile intervals by resampling prompts with replacement (Efron and Tibshirani, 1993). Comparisons stay paired: a
/// statistic sees the same resampled prompts on both sides.
/// </summary>
public static class BootstrapInterval
{
    /// <summary>Interval of a mean over prompts.</summary>
    /// <param name="values">One value a prompt.</param>
    /// <param name="seed">Seed of the resampling.</param>
    /// <param name="resamples">How many resamples.</param>
    /// <param name="level">Share of resamples inside the interval.</param>
    public static Interval Of(ReadOnlySpan<double> values, ulong seed, int resamples = 2000, double level = 0.95)
    {
        Finite.Require(values);
        var copy = values.ToArray();
        return Of(copy.Length, prompts =>
        {
            var sum = 0.0;
            foreach (var prompt in prompts)
                sum += copy[prompt];
            return sum / prompts.Length;
        }, seed, resamples, level);
    }

    /// <summary>Interval of any statistic of the prompts.</summary>
    /// <param name="prompts">Number of prompts.</param>
    /// <param name="statistic">Gets the resampled prompts' indices, with repeats; called once more with each prompt once for the estimate.</param>
    /// <param name="seed">Seed of the resampling.</param>
    /// <param name="resamples">How many resamples.</param>
    /// <param name="level">Share of resamples inside the interval.</param>
    /// <exception cref="ArgumentOutOfRangeException">No prompts, no resamples, or a level outside (0, 1).</exception>
    /// <exception cref="ArgumentException">A statistic that is not finite.</exception>
    public static Interval Of(int prompts, ResampledStatistic statistic, ulong seed, int resamples = 2000, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(statistic);
        ArgumentOutOfRangeException.ThrowIfLessThan(prompts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        if (!(level > 0 && level < 1))
            throw new ArgumentOutOfRangeException(nameof(level), level, "A level lies between 0 and 1.");

        var random = new RandomStream(seed);
        var draw = new int[prompts];
        var statistics = new double[resamples];
        for (var i = 0; i < resamples; i++)
        {
            for (var j = 0; j < prompts; j++)
                draw[j] = random.Below(prompts);
            statistics[i] = statistic(draw);
        }

        Finite.Require(statistics, draw => $"resample {draw}");
        Array.Sort(statistics);
        var tail = (int)Math.Round((1 - level) / 2 * Parts);
        return new Interval(
            statistic(Enumerable.Range(0, prompts).ToArray()), Quantile.Of(statistics, tail, Parts), Quantile.Of(statistics, Parts - tail, Parts));
    }

    /// <summary>Levels are taken to four places.</summary>
    private const int Parts = 10_000;
}
