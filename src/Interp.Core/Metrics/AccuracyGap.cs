using System.Collections.Immutable;

namespace Interp.Core.Metrics;

/// <summary>The accuracy gap: calibrated accuracy under correct prompts minus that under false ones (paper, section 1.6).</summary>
public static class AccuracyGap
{
    /// <summary>The gap at each place.</summary>
    /// <param name="correct">Accuracy under correct prompts, by state or demonstration.</param>
    /// <param name="false">Accuracy under false prompts, at the same places.</param>
    /// <exception cref="ArgumentException">Curves of different lengths, empty ones, or a number that is not finite.</exception>
    public static ImmutableArray<double> Of(ReadOnlySpan<double> correct, ReadOnlySpan<double> @false)
    {
        if (correct.Length != @false.Length || correct.IsEmpty)
            throw new ArgumentException($"{correct.Length} accuracies under correct prompts and {@false.Length} under false ones; a gap needs as many of each, and one at least.", nameof(@false));
        Finite.Require(correct);
        Finite.Require(@false);
        var gap = ImmutableArray.CreateBuilder<double>(correct.Length);
        for (var i = 0; i < correct.Length; i++)
            gap.Add(correct[i] - @false[i]);
        return gap.MoveToImmutable();
    }

    /// <summary>Each gap as a share of the last: where in the model the gap arises.</summary>
    /// <param name="gapByState">The gap by state.</param>
    /// <exception cref="ArgumentException">No states, a number that is not finite, or no gap at the last state.</exception>
    public static ImmutableArray<double> ShareOfLast(ReadOnlySpan<double> gapByState)
    {
        Finite.Require(gapByState);
        if (gapByState.IsEmpty || gapByState[^1] == 0)
            throw new ArgumentException("A share of the last gap needs states, and a gap at the last of them.", nameof(gapByState));
        var last = gapByState[^1];
        return [.. gapByState.ToArray().Select(gap => gap / last)];
    }
}
