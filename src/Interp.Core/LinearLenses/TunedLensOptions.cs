using Interp.Core.Batches;

namespace Interp.Core.LinearLenses;

/// <summary>How a tuned lens is trained. Equal options, texts and model give the same bytes on the same machine with as many threads.</summary>
public sealed record TunedLensOptions
{
    /// <summary>500 steps of 512 tokens; a fifth of the texts is held out.</summary>
    public static TunedLensOptions Default { get; } = new();

    /// <summary>Seed of the split and of the order of the tokens.</summary>
    public ulong Seed { get; init; }

    /// <summary>Optimiser steps.</summary>
    public int Steps { get; init; } = 500;

    /// <summary>Tokens of a step.</summary>
    public int BatchTokens { get; init; } = 512;

    /// <summary>Highest learning rate; it rises over the first tenth of the steps and falls to nothing at the end.</summary>
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>Pull of the maps to 0, which makes the lens a logit lens.</summary>
    public double WeightDecay { get; init; } = 1e-3;

    /// <summary>Share of the texts that are not trained on.</summary>
    public double HeldOut { get; init; } = 0.2;

    /// <summary>The tokens whose states are trained on.</summary>
    public Positions Positions { get; init; } = Positions.All;

    /// <summary>Most bytes of states that are kept in memory: tokens times states times width times bytes of the dtype. 4 GiB.</summary>
    public long StreamBytes { get; init; } = 4L << 30;

    /// <exception cref="ArgumentException">Numbers that make no training.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Steps, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchTokens, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(StreamBytes);
        ArgumentNullException.ThrowIfNull(Positions);
        if (!(double.IsFinite(LearningRate) && LearningRate > 0))
            throw new ArgumentOutOfRangeException(nameof(LearningRate), LearningRate, "Expected a positive number.");
        if (!(double.IsFinite(WeightDecay) && WeightDecay >= 0))
            throw new ArgumentOutOfRangeException(nameof(WeightDecay), WeightDecay, "Expected a number that is not negative.");
        if (!(HeldOut > 0 && HeldOut < 1))
            throw new ArgumentOutOfRangeException(nameof(HeldOut), HeldOut, "Expected a share between 0 and 1, both excluded: without texts held out nobody knows what was learnt.");
    }

    /// <summary>The learning rate of a step, counted from 1.</summary>
    internal double RateAt(int step)
    {
        var warmUp = Math.Max(1, Steps / 10);
        return LearningRate * (step <= warmUp ? (double)step / warmUp : (double)(Steps - step + 1) / (Steps - warmUp + 1));
    }
}
