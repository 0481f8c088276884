using Interp.Core.Metrics;

namespace Interp.Core.Statistics;

/// <summary>
/// One label's shares at one state and demonstration, sorted once, so that a draw's threshold and what stands above it take
/// one walk over the prompts.
/// </summary>
internal sealed class SortedShares
{
    private readonly double[] _sorted;  // ascending
    private readonly int[] _order;      // the prompt at each place
    private readonly int[] _looked;     // the prompts whose label this is, in the same order
    private readonly int[] _before;     // of those, how many stand before each place

    /// <param name="shares">The label's share, by prompt.</param>
    /// <param name="isLabel">True for prompts whose label is looked at.</param>
    public SortedShares(ReadOnlySpan<double> shares, Func<int, bool> isLabel)
    {
        _sorted = shares.ToArray();
        _order = [.. Enumerable.Range(0, shares.Length)];
        Array.Sort(_sorted, _order);
        Finite.Require([_sorted[0], _sorted[^1]], _ => "an end of the shares");
        _before = new int[shares.Length + 1];
        for (var place = 0; place < shares.Length; place++)
            _before[place + 1] = _before[place] + (isLabel(_order[place]) ? 1 : 0);
        _looked = [.. _order.Where(isLabel)];
    }

    /// <summary>
    /// Of the drawn prompts whose label this is, how many stand above the threshold and how many on it. The threshold is
    /// <see cref="Quantile"/> of all drawn prompts, each as often as it was drawn.
    /// </summary>
    /// <param name="counts">How often each prompt was drawn; they add up to the number of prompts.</param>
    /// <param name="numerator">Of the quantile.</param>
    /// <param name="denominator">Of the quantile.</param>
    public (int Above, int On) Count(ReadOnlySpan<ushort> counts, int numerator, int denominator)
    {
        var (threshold, place) = Threshold(counts, numerator, denominator);
        while (place > 0 && _sorted[place - 1] == threshold)
            place--;
        while (place < _sorted.Length && _sorted[place] < threshold)
            place++;
        var above = place;
        while (above < _sorted.Length && _sorted[above] == threshold)
            above++;
        return (Drawn(counts, _before[above], _looked.Length), Drawn(counts, _before[place], _before[above]));
    }

    /// <summary>The quantile of the drawn prompts' shares, and the place of the order statistic at or below it.</summary>
    internal (double Threshold, int Place) Threshold(ReadOnlySpan<ushort> counts, int numerator, int denominator)
    {
        var (rank, rest) = Math.DivRem((long)(_sorted.Length - 1) * numerator, denominator);
        var place = 0;
        var passed = (long)counts[_order[0]];
        while (passed <= rank)
            passed += counts[_order[++place]];
        var low = _sorted[place];
        if (rest == 0 || passed > rank + 1)
            return (low, place);
        var next = place + 1;
        while (counts[_order[next]] == 0)
            next++;
        return (low + (_sorted[next] - low) * rest / denominator, place);
    }

    private int Drawn(ReadOnlySpan<ushort> counts, int from, int to)
    {
        var drawn = 0;
        foreach (var prompt in _looked.AsSpan(from, to - from))
            drawn += counts[prompt];
        return drawn;
    }
}
