namespace Interp.Core.Tests.Statistics.Coverage;

/// <summary>One kind of measure on one kind of data whose truth is known.</summary>
/// <param name="Measure">What is estimated.</param>
/// <param name="Data">Of what population.</param>
/// <param name="Expected">What coverage is asked for: <see cref="Between"/>, <see cref="AtLeast"/> or <see cref="Oscillates"/>.</param>
/// <param name="Weight">Share of the asked-for runs, for what takes long.</param>
/// <param name="Sample">Draws a sample of n prompts with a seed of its own and measures it.</param>
internal sealed record CoverageCase(string Measure, string Data, (double Low, double High) Expected, double Weight, Func<int, ulong, CoverageTrial> Sample)
{
    /// <summary>The aim.</summary>
    public static readonly (double, double) Between = (0.93, 0.97);

    /// <summary>What is discrete, or never all there, may cover more.</summary>
    public static readonly (double, double) AtLeast = (0.93, 1);

    /// <summary>
    /// A single share near 1: the number of prompts jumps, and the coverage with it, whatever the bounds (Brown, Cai and
    /// DasGupta, 2001). Averaged over shares it is as aimed at.
    /// </summary>
    public static readonly (double, double) Oscillates = (0.91, 1);

    /// <summary>Draws samples and counts.</summary>
    /// <param name="prompts">Prompts of a sample.</param>
    /// <param name="runs">How many samples.</param>
    /// <param name="seed">Seed of the samples.</param>
    public CoverageResult Run(int prompts, int runs, ulong seed)
    {
        var trials = Enumerable.Range(0, runs).Select(run => Sample(prompts, seed + (ulong)run)).ToArray();
        var determined = trials.Where(trial => trial.Intervals.Count > 0).ToArray();
        return new CoverageResult(this, prompts, runs, determined.Length, determined.Count(trial => trial.Covers), determined.Average(trial => trial.Intervals.Average(interval => interval.High - interval.Low)));
    }
}
