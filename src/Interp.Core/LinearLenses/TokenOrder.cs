using System.Collections.Immutable;
using Interp.Core.Randomness;

namespace Interp.Core.LinearLenses;

/// <summary>Which tokens each step has: all in a random order, then all in another.</summary>
/// <param name="rows">The tokens to train on.</param>
/// <param name="options">Tokens of a step, and the seed.</param>
internal sealed class TokenOrder(ImmutableArray<long> rows, TunedLensOptions options)
{
    private readonly int _width = Math.Min(options.BatchTokens, rows.Length);
    private (int Round, long[] Rows) _shuffled = (-1, []);

    /// <summary>The tokens of a step, whatever steps were asked for before.</summary>
    /// <param name="step">From 1.</param>
    public long[] RowsOf(int step)
    {
        var (round, place) = Math.DivRem(step - 1, rows.Length / _width);
        if (_shuffled.Round != round)
        {
            _shuffled = (round, [.. rows]);
            new RandomStream(options.Seed, (ulong)round).Shuffle(_shuffled.Rows.AsSpan());
        }

        return _shuffled.Rows[(place * _width)..((place + 1) * _width)];
    }
}
