namespace Interp.Core.Statistics;

/// <summary>How far two lists of numbers order the same things alike: 1 in the same order, -1 in the opposite one.</summary>
public static class RankCorrelation
{
    /// <summary>Spearman's: the correlation of ranks; equal numbers share the mean of their ranks.</summary>
    /// <param name="one">Numbers.</param>
    /// <param name="other">As many, of the same things.</param>
    /// <exception cref="ArgumentException">Lists of different lengths or of less than two, one that is not finite, or a list of one number only, which has no order.</exception>
    public static double Spearman(ReadOnlySpan<double> one, ReadOnlySpan<double> other)
    {
        Check(one, other);
        return Correlation(Ranks(one), Ranks(other));
    }

    /// <summary>Kendall's tau-b: pairs in the same order less pairs in opposite orders, of the pairs that are ordered.</summary>
    /// <param name="one">Numbers.</param>
    /// <param name="other">As many, of the same things.</param>
    /// <exception cref="ArgumentException">As of <see cref="Spearman"/>.</exception>
    public static double Kendall(ReadOnlySpan<double> one, ReadOnlySpan<double> other)
    {
        Check(one, other);
        var (agree, orderedOne, orderedOther) = (0L, 0L, 0L);
        for (var i = 0; i < one.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var (a, b) = (one[i].CompareTo(one[j]), other[i].CompareTo(other[j]));
                agree += a * b;
                orderedOne += a * a;
                orderedOther += b * b;
            }
        }

        return agree / Math.Sqrt((double)orderedOne * orderedOther);
    }

    private static double[] Ranks(ReadOnlySpan<double> values)
    {
        var sorted = values.ToArray();
        var order = Enumerable.Range(0, sorted.Length).ToArray();
        Array.Sort(sorted, order);
        var ranks = new double[order.Length];
        for (var first = 0; first < order.Length;)
        {
            var end = first + 1;
            while (end < order.Length && sorted[end] == sorted[first])
                end++;
            for (var i = first; i < end; i++)
                ranks[order[i]] = (first + end - 1) / 2.0;
            first = end;
        }

        return ranks;
    }

    private static double Correlation(double[] one, double[] other)
    {
        var mean = (one.Length - 1) / 2.0; // Of ranks from 0 on, shared or not.
        var (products, squaresOne, squaresOther) = (0.0, 0.0, 0.0);
        for (var i = 0; i < one.Length; i++)
        {
            products += (one[i] - mean) * (other[i] - mean);
            squaresOne += (one[i] - mean) * (one[i] - mean);
            squaresOther += (other[i] - mean) * (other[i] - mean);
        }

        return products / Math.Sqrt(squaresOne * squaresOther);
    }

    private static void Check(ReadOnlySpan<double> one, ReadOnlySpan<double> other)
    {
        if (one.Length != other.Length || one.Length < 2)
            throw new ArgumentException($"Lists of {one.Length} and {other.Length} numbers; expected as many of each, two at least.", nameof(other));
        Metrics.Finite.Require(one);
        Metrics.Finite.Require(other);
        if (one.IndexOfAnyExcept(one[0]) < 0 || other.IndexOfAnyExcept(other[0]) < 0)
            throw new ArgumentException($"A list of {one.Length} times the same number has no order to compare.", nameof(other));
    }
}
