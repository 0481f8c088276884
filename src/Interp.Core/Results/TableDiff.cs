using System.Collections.Immutable;

namespace Interp.Core.Results;

/// <summary>How the rows of one table differ between two results.</summary>
public sealed record TableDiff
{
    private TableDiff(string table) => Table = table;

    /// <summary>The table's name.</summary>
    public string Table { get; }

    /// <summary>Rows that both have.</summary>
    public int Joined { get; private init; }

    /// <summary>Rows that only the first has.</summary>
    public int OnlyBefore { get; private init; }

    /// <summary>Rows that only the second has.</summary>
    public int OnlyAfter { get; private init; }

    /// <summary>Numbers of joined rows that differ at all.</summary>
    public int Different { get; private init; }

    /// <summary>Numbers that one of the joined rows has and the other has not.</summary>
    public int OneSided { get; private init; }

    /// <summary>Numbers that differ by more than their intervals allow for, the largest difference first.</summary>
    public ImmutableArray<ResultMove> Moves { get; private init; } = [];

    internal static TableDiff Of<TRow>(string table, IReadOnlyList<TRow> before, IReadOnlyList<TRow> after, params ReadOnlySpan<ComparedNumber<TRow>> numbers)
        where TRow : ResultRow
    {
        var open = before.ToDictionary(row => row.Key);
        var (onlyAfter, different, oneSided) = (0, 0, 0);
        var moves = new List<ResultMove>();
        foreach (var row in after)
        {
            if (!open.Remove(row.Key, out var old))
            {
                onlyAfter++;
                continue;
            }

            foreach (var number in numbers)
            {
                var (was, now) = (number.Get(old), number.Get(row));
                oneSided += was is null != now is null ? 1 : 0;
                if (was is not { } first || now is not { } second || first.Estimate == second.Estimate)
                    continue;
                different++;
                var move = new ResultMove
                {
                    Table = table,
                    Column = number.Column,
                    Key = row.Key,
                    Before = first,
                    After = second,
                    HasIntervals = number.HasInterval(old) || number.HasInterval(row),
                };
                if (move.IsBeyondIntervals)
                    moves.Add(move);
            }
        }

        return new TableDiff(table)
        {
            Joined = after.Count - onlyAfter,
            OnlyBefore = open.Count,
            OnlyAfter = onlyAfter,
            Different = different,
            OneSided = oneSided,
            Moves = [.. moves.OrderByDescending(move => Math.Abs(move.Difference))],
        };
    }
}
