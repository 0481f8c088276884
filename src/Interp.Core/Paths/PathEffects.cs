using System.Collections.Immutable;
using Interp.Core.Lens;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Core.Statistics;

namespace Interp.Core.Paths;

/// <summary>Predictions before the last label with sets of paths patched, beside those of the prompts as they are. Plain numbers, by prompt.</summary>
public sealed class PathEffects
{
    private readonly ImmutableArray<LabelScores> _patched;

    internal PathEffects(PromptSet prompts, IReadOnlyList<PathSet> sets, PathOptions options, ByKind<LabelScores> whole, ImmutableArray<LabelScores> patched) =>
        (Prompts, Sets, Options, Whole, _patched) = (prompts, [.. sets], options, whole, patched);

    /// <summary>The prompts.</summary>
    public PromptSet Prompts { get; }

    /// <summary>The sets of paths, in the order given.</summary>
    public ImmutableArray<PathSet> Sets { get; }

    /// <summary>How they were patched.</summary>
    public PathOptions Options { get; }

    /// <summary>Label scores of both kinds of prompts with nothing patched, of the last state at the last demonstration.</summary>
    public ByKind<LabelScores> Whole { get; }

    /// <summary>The same of the prompts that were run, with a set patched.</summary>
    /// <param name="set">Index of the set.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such set.</exception>
    public LabelScores Patched(int set) => (uint)set < (uint)_patched.Length
        ? _patched[set]
        : throw new ArgumentOutOfRangeException(nameof(set), set, $"There are sets 0..{_patched.Length - 1}.");

    /// <summary>Logit of the label that the false prompt's last demonstration shows, less that of its true label; 0 where they are the same.</summary>
    /// <param name="scores">Scores of these prompts, such as <see cref="Patched"/>.</param>
    /// <returns>One number a prompt.</returns>
    public ImmutableArray<double> LogitDifference(LabelScores scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        return LabelDifference.Of(Prompts, scores);
    }

    /// <summary>What a set of paths adds to the logit difference of each prompt: that of the prompt as it is, less that with the set patched.</summary>
    /// <param name="set">Index of the set.</param>
    /// <returns>One number a prompt.</returns>
    public ImmutableArray<double> Effect(int set)
    {
        var (whole, patched) = (LogitDifference(Whole[Options.Run]), LogitDifference(Patched(set)));
        return [.. whole.Zip(patched, (before, after) => before - after)];
    }

    /// <summary>Every set with intervals, in their order.</summary>
    /// <param name="resamples">The draws of these pairs of prompts.</param>
    /// <exception cref="ArgumentException">Draws of another number of prompts.</exception>
    public ImmutableArray<PathEffect> All(Resamples resamples)
    {
        ArgumentNullException.ThrowIfNull(resamples);
        var whole = Whole.Select((kind, scores) => Accuracy(kind, scores, resamples));
        return [.. Sets.Select((set, index) =>
        {
            var patched = Accuracy(Options.Run, Patched(index), resamples);
            return new PathEffect(
                set,
                Bootstrapped.Mean(Effect(index).AsSpan(), resamples).ToInterval(),
                (patched - whole[Options.Run]).ToInterval(),
                Options.Run == PromptKind.False ? GapReductionEstimate.Of(whole.Correct, whole.False, patched).Reduction : null);
        })];
    }

    /// <summary>Every set with intervals, those that add most to the logit difference first.</summary>
    /// <param name="resamples">The draws of these pairs of prompts.</param>
    /// <exception cref="ArgumentException">Draws of another number of prompts.</exception>
    public ImmutableArray<PathEffect> Ranked(Resamples resamples) => [.. All(resamples).OrderByDescending(effect => effect.Difference.Estimate)];

    private Bootstrapped Accuracy(PromptKind kind, LabelScores scores, Resamples resamples) =>
        CalibratedBootstrap.Of(scores, [.. Prompts.Prompts(kind).Select(prompt => prompt.Classes)], resamples).AtLastDemonstration()[^1];
}
