namespace Interp.Core.Metrics;

/// <summary>The state after which a model would best be cut off (paper, section 1.8).</summary>
public static class EarlyExitLayer
{
    /// <summary>
    /// The published code's choice: the state before the last at which calibrated accuracy under false prompts, summed over
    /// datasets, exceeds that of the last state most; the first of equals. It is chosen on the prompts it is judged on.
    /// </summary>
    /// <param name="falseAccuracy">Calibrated accuracy under false prompts, for each dataset by state, at the last demonstration.</param>
    /// <exception cref="ArgumentException">No datasets, fewer than two states, datasets of different states, or a number that is not finite.</exception>
    public static int Published(IReadOnlyList<IReadOnlyList<double>> falseAccuracy)
    {
        ArgumentNullException.ThrowIfNull(falseAccuracy);
        if (falseAccuracy.Count == 0)
            throw new ArgumentException("An early-exit layer needs one dataset at least.", nameof(falseAccuracy));
        var states = falseAccuracy[0].Count;
        if (states < 2 || falseAccuracy.Any(dataset => dataset.Count != states))
            throw new ArgumentException($"Datasets of {string.Join(", ", falseAccuracy.Select(dataset => dataset.Count).Distinct())} states; expected the same number of each, and two at least.", nameof(falseAccuracy));

        var best = 0;
        var most = double.NegativeInfinity;
        for (var state = 0; state < states - 1; state++)
        {
            var gain = falseAccuracy.Sum(dataset => Finite.Of(dataset[state]) - Finite.Of(dataset[^1]));
            if (gain <= most)
                continue;
            (best, most) = (state, gain);
        }

        return best;
    }
}
