using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Interp.Core.Metrics;

namespace Interp.Core.Statistics;

/// <summary>
/// An estimate from all prompts and its value in every bootstrap draw. Whatever is computed from several of them is
/// computed draw by draw, so that what they share cancels: a gap of paired accuracies varies less than either.
/// </summary>
public sealed partial class Bootstrapped
{
    private Bootstrapped(double estimate, ImmutableArray<double> draws, int prompts, ulong? seed, ShareKind share = ShareKind.None)
    {
        Estimate = Finite.Of(estimate);
        Finite.Require(draws.AsSpan(), draw => $"draw {draw}");
        (Draws, Prompts, Seed, _share) = (draws, prompts, seed, share);
    }

    /// <summary>The estimate from all prompts.</summary>
    public double Estimate { get; }

    /// <summary>The value in each draw.</summary>
    public ImmutableArray<double> Draws { get; }

    /// <summary>Number of prompts; of several numbers the smallest.</summary>
    public int Prompts { get; }

    /// <summary>Seed of the draws; null where ingredients had several.</summary>
    public ulong? Seed { get; }

    /// <summary>A mean over prompts.</summary>
    /// <param name="values">One value a prompt.</param>
    /// <param name="resamples">The draws of these prompts.</param>
    /// <exception cref="ArgumentException">Draws of another number of prompts, or values that are not finite.</exception>
    public static Bootstrapped Mean(ReadOnlySpan<double> values, Resamples resamples)
    {
        ArgumentNullException.ThrowIfNull(resamples);
        resamples.Require(values.Length, nameof(values));
        Finite.Require(values);
        return Mean(values, resamples, values.IndexOfAnyExcept(0, 1) < 0 ? ShareKind.Proportion : ShareKind.None);
    }

    internal static Bootstrapped Mean(ReadOnlySpan<double> values, Resamples resamples, ShareKind share)
    {
        var mean = Metrics.Mean.Of(values);
        var draws = new double[resamples.Draws];
        // Sums of one number in other orders and multiples round differently, and would seem to vary.
        var varies = values.IndexOfAnyExcept(values[0]) >= 0;
        for (var draw = 0; draw < draws.Length; draw++)
            draws[draw] = varies ? WeightedMean(values, resamples.Counts(draw)) : mean;
        return Of(mean, draws, resamples, share);
    }

    internal static Bootstrapped Of(double estimate, double[] draws, Resamples resamples, ShareKind share) =>
        new(estimate, ImmutableCollectionsMarshal.AsImmutableArray(draws), resamples.Prompts, resamples.Seed, share);

    private static double WeightedMean(ReadOnlySpan<double> values, ReadOnlySpan<ushort> counts)
    {
        var sum = 0.0;
        for (var prompt = 0; prompt < counts.Length; prompt++)
            sum += counts[prompt] * values[prompt];
        return sum / counts.Length;
    }
}
