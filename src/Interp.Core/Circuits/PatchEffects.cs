using System.Collections.Immutable;
using Interp.Core.Metrics;
using Interp.Core.Statistics;

namespace Interp.Core.Circuits;

/// <summary>What patching each of some parts does to the measured difference of logits, one number a prompt; exact or estimated. Plain numbers.</summary>
/// <typeparam name="T">What is patched: nodes or edges.</typeparam>
public sealed class PatchEffects<T>
    where T : notnull
{
    private readonly Dictionary<T, int> _places;
    private readonly double[] _values; // those of a part stand together

    /// <param name="parts">What was patched, each once.</param>
    /// <param name="values">By prompt, those of a part together; taken over.</param>
    /// <param name="prompts">Number of prompts.</param>
    internal PatchEffects(ImmutableArray<T> parts, double[] values, int prompts)
    {
        (Parts, _values, Prompts) = (parts, values, prompts);
        _places = parts.Select((part, place) => (part, place)).ToDictionary(pair => pair.part, pair => pair.place);
        Finite.Require(values, at => $"{parts[at / prompts]} of prompt {at % prompts}");
    }

    /// <summary>What was patched.</summary>
    public ImmutableArray<T> Parts { get; }

    /// <summary>Number of prompts.</summary>
    public int Prompts { get; }

    /// <summary>A part's effect on each prompt, in logits: with the patch less without.</summary>
    /// <param name="part">One of <see cref="Parts"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">It was not patched.</exception>
    public ReadOnlySpan<double> At(T part) => _places.TryGetValue(part, out var place)
        ? _values.AsSpan(place * Prompts, Prompts)
        : throw new ArgumentOutOfRangeException(nameof(part), part, "It is not among the parts that were patched.");

    /// <summary>A part's effect, mean over prompts.</summary>
    /// <param name="part">One of <see cref="Parts"/>.</param>
    public double MeanAt(T part) => Mean.Of(At(part));

    /// <summary>The mean with its bootstrap draws.</summary>
    /// <param name="part">One of <see cref="Parts"/>.</param>
    /// <param name="resamples">The draws of these prompts.</param>
    public Bootstrapped At(T part, Resamples resamples) => Bootstrapped.Mean(At(part), resamples);

    /// <summary>All parts, those with the largest means by size first, whatever their sign; of equal ones the earlier.</summary>
    public ImmutableArray<T> Ranked() => [.. Parts.OrderByDescending(part => Math.Abs(MeanAt(part)))];

    /// <summary>The first of <see cref="Ranked"/>.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or more than there are.</exception>
    public ImmutableArray<T> Top(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Parts.Length);
        return Ranked()[..count];
    }

    /// <summary>The same numbers without their signs: what AtP* ranks by, whose effects do not cancel between prompts.</summary>
    public PatchEffects<T> Sizes() => new(Parts, Array.ConvertAll(_values, Math.Abs), Prompts);

    /// <summary>Some of the parts.</summary>
    /// <param name="parts">At least one of <see cref="Parts"/>.</param>
    public PatchEffects<T> Of(IEnumerable<T> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ImmutableArray<T> chosen = [.. parts];
        var values = new double[chosen.Length * Prompts];
        for (var i = 0; i < chosen.Length; i++)
            At(chosen[i]).CopyTo(values.AsSpan(i * Prompts));
        return new(chosen, values, Prompts);
    }
}
