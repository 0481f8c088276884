namespace Interp.Core.Statistics;

/// <summary>
/// The state, before the last, at which accuracy under false prompts is highest, and what exiting there gains (paper,
/// section 1.8). Each half of the prompts chooses the state at which the other half is evaluated, so that no prompt is
/// scored at a state that it helped to choose.
/// </summary>
public sealed record HeldOutEarlyExit
{
    private HeldOutEarlyExit()
    {
    }

    /// <summary>The best state by all prompts, with the interval of the choice.</summary>
    public required IntervalEstimate State { get; init; }

    /// <summary>The state that the first half chose; the second half is evaluated there.</summary>
    public required int ChosenByFirst { get; init; }

    /// <summary>The state that the second half chose; the first half is evaluated there.</summary>
    public required int ChosenBySecond { get; init; }

    /// <summary>Accuracy at the chosen state minus accuracy at the last state, the mean of both halves, with the interval given the two choices.</summary>
    public required IntervalEstimate Gain { get; init; }

    /// <summary>Chooses and evaluates.</summary>
    /// <param name="first">Accuracy of one half of the prompts at every state from 0 to the last, in order.</param>
    /// <param name="second">Accuracy of the other half, with draws of its own. <see cref="Halves"/> makes halves.</param>
    /// <exception cref="ArgumentException">Different numbers of states or draws, or less than two states.</exception>
    public static HeldOutEarlyExit Of(IReadOnlyList<Bootstrapped> first, IReadOnlyList<Bootstrapped> second)
    {
        Bootstrapped.RequireTogether(first);
        Bootstrapped.RequireTogether(second);
        ArgumentOutOfRangeException.ThrowIfLessThan(first.Count, 2);
        if (first.Count != second.Count)
            throw new ArgumentException($"One half has {first.Count} states, the other {second.Count}.", nameof(second));

        var (byFirst, bySecond) = (Best(first), Best(second));
        return new HeldOutEarlyExit
        {
            State = Bootstrapped.Combine([.. first.Zip(second, (one, other) => 0.5 * (one + other))], values => Best(values)).ToWholeInterval(),
            ChosenByFirst = byFirst,
            ChosenBySecond = bySecond,
            Gain = (0.5 * (second[byFirst] - second[^1] + (first[bySecond] - first[^1]))).ToInterval(),
        };
    }

    private static int Best(IReadOnlyList<Bootstrapped> accuracies) => Best([.. accuracies.Select(accuracy => accuracy.Estimate)]);

    /// <summary>The first of the best states, the last one excluded.</summary>
    private static int Best(ReadOnlySpan<double> accuracies)
    {
        var best = 0;
        for (var state = 1; state < accuracies.Length - 1; state++)
        {
            if (accuracies[state] > accuracies[best])
                best = state;
        }

        return best;
    }
}
