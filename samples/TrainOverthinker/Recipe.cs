namespace Interp.Samples.TrainOverthinker;

/// <summary>The numbers of a training run.</summary>
public sealed record Recipe
{
    /// <summary>Seed of every random choice: weights, sequences, skipped blocks.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Optimiser steps at most; the run fails if the conflict has not begun by <see cref="LatestConflict"/>.</summary>
    public int Steps { get; init; } = 3_000;

    /// <summary>Step by which permuted sequences must have begun.</summary>
    public int LatestConflict => Steps * 5 / 6;

    /// <summary>Steps after the first permuted sequence; the run ends there.</summary>
    public int ConflictSteps { get; init; } = 1_400;

    /// <summary>Blocks.</summary>
    public int Layers { get; init; } = 6;

    /// <summary>Width of the residual stream.</summary>
    public int Width { get; init; } = 96;

    /// <summary>Heads of a block.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>Most tokens of a prompt.</summary>
    public int Context { get; init; } = 512;

    /// <summary>Sequences of a step.</summary>
    public int Batch { get; init; } = 64;

    /// <summary>Demonstrations of a sequence.</summary>
    public int Demonstrations { get; init; } = 12;

    /// <summary>Share of all sequences that show permuted category labels in the last stage.</summary>
    public double Permuted { get; init; } = 0.08;

    /// <summary>Chance of a block to be skipped at the end.</summary>
    public double Skipped { get; init; } = 0.15;

    /// <summary>Steps over which that chance rises.</summary>
    public int SkipRamp { get; init; } = 500;

    /// <summary>Highest learning rate.</summary>
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>Steps over which it rises.</summary>
    public int WarmUp { get; init; } = 100;

    /// <summary>Weight decay.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Longest gradient.</summary>
    public double Clip { get; init; } = 1;
}
