using Interp.Core.Randomness;

namespace Interp.Core.Statistics;

/// <summary>
/// How often each bootstrap draw takes each prompt: as many prompts as there are, with replacement (Efron and Tibshirani,
/// 1993). One object serves everything measured on the same prompts, the correct and the false prompts of a pair included,
/// so that all differences stay paired.
/// </summary>
/// <remarks>
/// Draw i comes from stream i of the seed: it does not depend on how many draws there are. Give prompts of another dataset
/// a seed of their own. Can be read from several threads.
/// </remarks>
public sealed class Resamples
{
    /// <summary>How many draws are made unless told otherwise.</summary>
    public const int DefaultDraws = 1000;

    private readonly ushort[] _counts; // those of a draw stand together, one for each prompt

    /// <summary>Makes the draws.</summary>
    /// <param name="prompts">Number of prompts; those of a pair count once.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <param name="draws">How many; the ends of a 95 % interval are the 25 outermost of 1000.</param>
    /// <exception cref="ArgumentOutOfRangeException">Less than two prompts, which say nothing of how prompts vary, more than 65535, or less than 100 draws.</exception>
    public Resamples(int prompts, ulong seed, int draws = DefaultDraws)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(prompts, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(prompts, (int)ushort.MaxValue);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, FewestDraws);
        (Prompts, Seed, Draws) = (prompts, seed, draws);
        _counts = new ushort[checked(prompts * draws)];
        for (var draw = 0; draw < draws; draw++)
        {
            var random = new RandomStream(seed, (ulong)draw);
            var counts = _counts.AsSpan(draw * prompts, prompts);
            for (var i = 0; i < prompts; i++)
                counts[random.Below(prompts)]++;
        }
    }

    /// <summary>Number of prompts.</summary>
    public int Prompts { get; }

    /// <summary>Seed of the draws.</summary>
    public ulong Seed { get; }

    /// <summary>Number of draws.</summary>
    public int Draws { get; }

    /// <summary>How often one draw takes each prompt; the counts add up to the number of prompts.</summary>
    /// <param name="draw">0 .. <see cref="Draws"/> - 1.</param>
    public ReadOnlySpan<ushort> Counts(int draw) => (uint)draw < (uint)Draws
        ? _counts.AsSpan(draw * Prompts, Prompts)
        : throw new ArgumentOutOfRangeException(nameof(draw), draw, $"There are draws 0..{Draws - 1}.");

    internal void Require(int prompts, string parameter)
    {
        if (prompts != Prompts)
            throw new ArgumentException($"The draws are of {Prompts} prompts, the values of {prompts}.", parameter);
    }

    private const int FewestDraws = 100;
}
