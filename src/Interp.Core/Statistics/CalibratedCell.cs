namespace Interp.Core.Statistics;

/// <summary>A calibrated measure at one state and demonstration.</summary>
internal static class CalibratedCell
{
    /// <summary>The mean of the calibrated indicator from all prompts, and in each draw with the thresholds of that draw.</summary>
    /// <param name="labels">Every label's shares.</param>
    /// <param name="resamples">The draws.</param>
    public static Bootstrapped Draw(SortedShares[] labels, Resamples resamples)
    {
        var draws = new double[resamples.Draws];
        for (var draw = 0; draw < draws.Length; draw++)
            draws[draw] = Value(resamples.Counts(draw));
        var once = new ushort[resamples.Prompts];
        Array.Fill(once, (ushort)1);
        return Bootstrapped.Of(Value(once), draws, resamples, ShareKind.Calibrated);

        double Value(ReadOnlySpan<ushort> counts)
        {
            var (above, on) = (0, 0);
            foreach (var label in labels)
            {
                var drawn = label.Count(counts, labels.Length - 1, labels.Length);
                above += drawn.Above;
                on += drawn.On;
            }

            return (above + on / (double)labels.Length) / counts.Length;
        }
    }
}
