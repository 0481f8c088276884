namespace Interp.Core.Statistics;

/// <summary>Expanded percentiles (Hesterberg, 2015, section 5.3): those at which a mean has Student's interval.</summary>
internal static class Percentiles
{
    /// <summary>Bounds between draws.</summary>
    /// <param name="sorted">The draws in ascending order; infinite ones at the ends are allowed.</param>
    /// <param name="prompts">Number of prompts.</param>
    public static (double Low, double High) Of(ReadOnlySpan<double> sorted, int prompts)
    {
        var (low, high) = (Place(sorted.Length, prompts), sorted.Length - 1 - Place(sorted.Length, prompts));
        return (Between(sorted, low), Between(sorted, high));
    }

    /// <summary>Bounds that are draws themselves, the next further out: for whole numbers.</summary>
    public static (double Low, double High) Whole(ReadOnlySpan<double> sorted, int prompts)
    {
        var low = (int)Math.Floor(Place(sorted.Length, prompts));
        return (sorted[low], sorted[sorted.Length - 1 - low]);
    }

    /// <summary>Place of the lower bound among the draws, counted from 0: (draws + 1) times the tail, minus 1.</summary>
    private static double Place(int draws, int prompts)
    {
        var tail = Gaussian.Below(-Math.Sqrt(prompts / (prompts - 1.0)) * Gaussian.Student975(prompts - 1));
        return Math.Max(0, (draws + 1) * tail - 1);
    }

    private static double Between(ReadOnlySpan<double> sorted, double place)
    {
        var (low, high) = (sorted[(int)Math.Floor(place)], sorted[(int)Math.Ceiling(place)]);
        return low == high ? low : low + (high - low) * (place - Math.Floor(place));
    }
}
