namespace Interp.Core.Statistics;

/// <summary>
/// Wilson's interval of a share of prompts (Wilson, 1927): it has a width also where all prompts agree, where the normal
/// interval and the bootstrap have none.
/// </summary>
public static class WilsonInterval
{
    /// <summary>95 % interval of a share.</summary>
    /// <param name="successes">How many prompts have the property.</param>
    /// <param name="prompts">Of how many.</param>
    /// <exception cref="ArgumentOutOfRangeException">No prompts, or more successes than prompts, or less than none.</exception>
    public static IntervalEstimate Of(int successes, int prompts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(prompts, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, prompts);
        var share = successes / (double)prompts;
        var (low, high) = Bounds(share, prompts);
        return new IntervalEstimate(share, low, high, prompts, IntervalMethod.Wilson);
    }

    /// <summary>The bounds of a share; 0 and 1 themselves are inside where they are the estimate.</summary>
    internal static (double Low, double High) Bounds(double share, int prompts)
    {
        const double Square = Gaussian.Quantile975 * Gaussian.Quantile975;
        var center = (share + Square / (2 * prompts)) / (1 + Square / prompts);
        var half = Math.Sqrt(share * (1 - share) * Square / prompts + Square * Square / (4.0 * prompts * prompts)) / (1 + Square / prompts);
        return (share == 0 ? 0 : Math.Max(0, center - half), share == 1 ? 1 : Math.Min(1, center + half));
    }
}
