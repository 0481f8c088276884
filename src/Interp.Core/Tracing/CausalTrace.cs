using System.Collections.Immutable;
using Interp.Core.Statistics;

namespace Interp.Core.Tracing;

/// <summary>Probabilities of each prompt's answer: clean, corrupted, and corrupted with one thing restored. Plain numbers, averaged over draws of the noise.</summary>
public sealed class CausalTrace
{
    private readonly Dictionary<TracePart, double[,,]> _restored; // by state or block, place, prompt

    internal CausalTrace(double noise, ImmutableArray<string> places, double[] clean, double[] corrupt, Dictionary<TracePart, double[,,]> restored)
    {
        (Noise, Places, Clean, Corrupt) = (noise, places, [.. clean], [.. corrupt]);
        _restored = restored;
    }

    /// <summary>Standard deviation of the noise that was added.</summary>
    public double Noise { get; }

    /// <summary>Names of the places.</summary>
    public ImmutableArray<string> Places { get; }

    /// <summary>What was restored.</summary>
    public IReadOnlyCollection<TracePart> Parts => _restored.Keys;

    /// <summary>For each prompt the probability of its answer, nothing corrupted.</summary>
    public ImmutableArray<double> Clean { get; }

    /// <summary>For each prompt the probability of its answer, corrupted.</summary>
    public ImmutableArray<double> Corrupt { get; }

    /// <summary>How many states, or blocks, were restored of a part.</summary>
    /// <param name="part">The part.</param>
    public int Count(TracePart part) => Of(part).GetLength(0);

    /// <summary>For each prompt the probability of its answer, corrupted, with one thing restored.</summary>
    /// <param name="part">What.</param>
    /// <param name="at">Which state, or the block in the middle of the window.</param>
    /// <param name="place">Name of the place.</param>
    /// <exception cref="ArgumentException">What was not restored; the message lists what was.</exception>
    public ImmutableArray<double> Restored(TracePart part, int at, string place)
    {
        var values = Of(part);
        if ((uint)at >= (uint)values.GetLength(0))
            throw new ArgumentOutOfRangeException(nameof(at), at, $"{part} was restored at 0..{values.GetLength(0) - 1}.");
        if (Places.IndexOf(place) is not (>= 0 and var column))
            throw new ArgumentException($"There is no place \"{place}\"; there are {string.Join(", ", Places.Select(name => $"\"{name}\""))}.", nameof(place));
        return [.. Enumerable.Range(0, Clean.Length).Select(prompt => values[at, column, prompt])];
    }

    /// <summary>The average total effect: how much of the answer's probability the noise takes.</summary>
    /// <param name="resamples">The draws of the prompts.</param>
    public Bootstrapped TotalEffect(Resamples resamples) => Difference(Clean, Corrupt, resamples);

    /// <summary>The average indirect effect: how much of it one thing brings back.</summary>
    /// <param name="part">What.</param>
    /// <param name="at">Which state, or the block in the middle of the window.</param>
    /// <param name="place">Name of the place.</param>
    /// <param name="resamples">The draws of the prompts.</param>
    public Bootstrapped Effect(TracePart part, int at, string place, Resamples resamples) => Difference(Restored(part, at, place), Corrupt, resamples);

    /// <remarks>Differences of probabilities are no shares of prompts, even where all are 0 or 1.</remarks>
    private static Bootstrapped Difference(ImmutableArray<double> left, ImmutableArray<double> right, Resamples resamples)
    {
        ArgumentNullException.ThrowIfNull(resamples);
        resamples.Require(left.Length, nameof(resamples));
        return Bootstrapped.Mean([.. left.Zip(right, (one, other) => one - other)], resamples, ShareKind.None);
    }

    private double[,,] Of(TracePart part) => _restored.TryGetValue(part, out var values)
        ? values
        : throw new ArgumentException($"{part} was not restored; restored were {string.Join(", ", _restored.Keys)}.", nameof(part));
}
