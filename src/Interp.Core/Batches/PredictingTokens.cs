using System.Collections.Immutable;

namespace Interp.Core.Batches;

/// <summary>Tokens that predict the ones that follow them.</summary>
/// <param name="Positions">The tokens of every prompt of the set.</param>
/// <param name="Targets">For each prompt of the batch the tokens that follow, row after row, shorter lists padded by their last entry.</param>
/// <param name="IsReal">False for padding.</param>
internal sealed record PredictingTokens(Positions Positions, long[] Targets, bool[] IsReal)
{
    /// <param name="batch">The prompts.</param>
    /// <param name="positions">Which tokens predict; null for all that are followed by one.</param>
    /// <exception cref="ArgumentException">A token that none follows.</exception>
    public static PredictingTokens Of(Batch batch, Positions? positions)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var tokens = positions is null
            ? [.. batch.Rows.Select(row => Enumerable.Range(0, row.Length - 1).ToImmutableArray())]
            : positions.Resolve(batch);
        for (var row = 0; row < batch.Size; row++)
        {
            if (tokens[row].IsEmpty)
                throw new ArgumentException($"Prompt {batch.Members[row]} has no token that predicts another.", nameof(positions));
            if (tokens[row].FirstOrDefault(token => token + 1 >= batch.Rows[row].Length, -1) is >= 0 and var last)
                throw new ArgumentException($"Token {last} of prompt {batch.Members[row]} is its last: no token follows whose loss could be taken.", nameof(positions));
        }

        var width = tokens.Max(list => list.Length);
        var places = tokens.SelectMany((list, row) => Enumerable.Range(0, width).Select(place => (Row: row, Token: list[Math.Min(place, list.Length - 1)], IsReal: place < list.Length))).ToArray();
        return new PredictingTokens(
            positions ?? Positions.Of(batch, tokens),
            [.. places.Select(place => (long)batch.Rows[place.Row][place.Token + 1])],
            [.. places.Select(place => place.IsReal)]);
    }
}
