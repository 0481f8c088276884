using System.Numerics;

namespace Interp.Core.Randomness;

/// <summary>
/// A stream of random numbers that is the same on every machine and in every release: xoshiro256** (Blackman and Vigna,
/// 2018), seeded through SplitMix64.
/// </summary>
/// <remarks>
/// One seed gives 2^64 independent streams, so that the i-th prompt of a set, say, is the same however many prompts are
/// drawn and in whatever order. A stream is not safe to use from several threads.
/// </remarks>
public sealed class RandomStream
{
    private ulong _s0, _s1, _s2, _s3;

    /// <summary>The stream of a seed.</summary>
    /// <param name="seed">Any number; equal seeds give equal streams.</param>
    /// <param name="index">Which of the seed's streams.</param>
    public RandomStream(ulong seed, ulong index = 0)
    {
        // Mixing twice keeps the streams of neighbouring seeds and of neighbouring indices apart.
        var words = new SplitMix64(SplitMix64.Mix(new SplitMix64(seed).Next() ^ index));
        (_s0, _s1, _s2, _s3) = (words.Next(), words.Next(), words.Next(), words.Next());
    }

    /// <summary>A stream from the generator's own state, for comparison with its authors' implementation.</summary>
    internal RandomStream(ulong s0, ulong s1, ulong s2, ulong s3) => (_s0, _s1, _s2, _s3) = (s0, s1, s2, s3);

    /// <summary>The next 64 random bits.</summary>
    public ulong NextWord()
    {
        var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        var shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>A number uniform over [0, 1), a multiple of 2^-53.</summary>
    public double NextDouble() => (NextWord() >> 11) * (1.0 / (1UL << 53));

    /// <summary>An integer uniform over 0..<paramref name="bound"/>-1, without bias (Lemire, 2019).</summary>
    /// <param name="bound">How many values there are; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is not positive.</exception>
    public int Below(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        var high = Math.BigMul(NextWord(), (ulong)bound, out var low);
        if (low < (ulong)bound)
        {
            var biased = (0UL - (ulong)bound) % (ulong)bound;
            while (low < biased)
                high = Math.BigMul(NextWord(), (ulong)bound, out low);
        }

        return (int)high;
    }

    /// <summary>Puts <paramref name="items"/> in an order drawn uniformly from all orders (Fisher-Yates).</summary>
    /// <param name="items">Changed in place.</param>
    public void Shuffle<T>(Span<T> items)
    {
        for (var last = items.Length - 1; last > 0; last--)
        {
            var other = Below(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }
}
