using System.Collections.Immutable;
using Interp.Core.Randomness;

namespace Interp.Core.Statistics;

/// <summary>Two halves of the prompts: what is chosen on one is evaluated on the other.</summary>
public sealed record Halves
{
    /// <summary>Splits prompts at random.</summary>
    /// <param name="prompts">Number of prompts.</param>
    /// <param name="seed">Seed of the split.</param>
    /// <exception cref="ArgumentOutOfRangeException">Less than four prompts: a half has two at least.</exception>
    public Halves(int prompts, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(prompts, 4);
        int[] order = [.. Enumerable.Range(0, prompts)];
        new RandomStream(seed).Shuffle<int>(order);
        First = [.. order.Take((prompts + 1) / 2).Order()];
        Second = [.. order.Skip((prompts + 1) / 2).Order()];
    }

    /// <summary>Indices of the first half, ascending; the larger half of an odd number.</summary>
    public ImmutableArray<int> First { get; }

    /// <summary>Indices of the second half, ascending.</summary>
    public ImmutableArray<int> Second { get; }
}
