namespace Interp.Core.Statistics;

public sealed partial class Bootstrapped
{
    /// <summary>With fewer prompts than this on one side, draws do not show how many there might be.</summary>
    private const int FewPrompts = 10;

    private readonly ShareKind _share;

    /// <summary>
    /// The 95 % interval: estimate ± t s, where s is the standard deviation of the draws times sqrt(n/(n-1)), which draws
    /// lack, and t Student's quantile with n - 1 degrees of freedom. A share of prompts has Wilson's interval instead, and
    /// a calibrated measure at which less than ten prompts stand out the union of both.
    /// </summary>
    /// <remarks>Chosen by simulation: docs/intervals.md. For ratios take <see cref="ToPercentileInterval"/>.</remarks>
    public IntervalEstimate ToInterval()
    {
        if (_share == ShareKind.Proportion)
        {
            var (from, to) = WilsonInterval.Bounds(Estimate, Prompts);
            return new IntervalEstimate(Estimate, from, to, Prompts, IntervalMethod.Wilson);
        }

        var half = Gaussian.Student975(Prompts - 1) * StandardError();
        var (low, high) = (Estimate - half, Estimate + half);
        if (half == 0 && !(_share == ShareKind.Calibrated && Estimate is 0 or 1))
            return new IntervalEstimate(Estimate, Estimate, Estimate, Prompts, IntervalMethod.NoVariation, Seed);
        if (_share == ShareKind.None)
            return new IntervalEstimate(Estimate, low, high, Prompts, IntervalMethod.Bootstrap, Seed);

        (low, high) = (Math.Max(0, low), Math.Min(1, high));
        if (Prompts * Math.Min(Estimate, 1 - Estimate) >= FewPrompts)
            return new IntervalEstimate(Estimate, low, high, Prompts, IntervalMethod.Bootstrap, Seed);
        var wilson = WilsonInterval.Bounds(Estimate, Prompts);
        return new IntervalEstimate(Estimate, Math.Min(low, wilson.Low), Math.Max(high, wilson.High), Prompts, IntervalMethod.BootstrapAndWilson, Seed);
    }

    /// <summary>
    /// The 95 % interval between percentiles of the draws, taken further out than 2.5 and 97.5 where prompts are few
    /// (Hesterberg, 2015): for what is far from normal, such as ratios and layers.
    /// </summary>
    public IntervalEstimate ToPercentileInterval()
    {
        double[] sorted = [.. Draws.Order()];
        var (low, high) = Percentiles.Of(sorted, Prompts);
        var method = sorted[0] == Estimate && sorted[^1] == Estimate ? IntervalMethod.NoVariation : IntervalMethod.Percentiles;
        return new IntervalEstimate(Estimate, low, high, Prompts, method, Seed);
    }

    /// <summary>The same for whole numbers, such as layers: bounds are values of draws.</summary>
    internal IntervalEstimate ToWholeInterval()
    {
        var (low, high) = Percentiles.Whole([.. Draws.Order()], Prompts);
        return new IntervalEstimate(Estimate, low, high, Prompts, IntervalMethod.Percentiles, Seed);
    }

    /// <summary>Standard deviation of the draws, times sqrt(n/(n-1)): draws vary less than samples do by that much.</summary>
    private double StandardError()
    {
        // Draws that are all the same number have no deviation, not one of rounding.
        if (Draws.AsSpan().IndexOfAnyExcept(Draws[0]) < 0)
            return 0;
        var mean = Metrics.Mean.Of(Draws.AsSpan());
        var squares = 0.0;
        foreach (var draw in Draws)
            squares += (draw - mean) * (draw - mean);
        return Math.Sqrt(squares / (Draws.Length - 1) * Prompts / (Prompts - 1));
    }
}
