using System.Globalization;
using Interp.Core.Metrics;
using Interp.Core.Results;
using Spectre.Console;

namespace Interp.Samples.Shared.Results;

/// <summary>What two results differ in, for the terminal.</summary>
public static class DiffTable
{
    /// <summary>How many rows and numbers of each table differ.</summary>
    public static Table Counts(ResultsDiff diff)
    {
        ArgumentNullException.ThrowIfNull(diff);
        var table = new Table().Border(TableBorder.SimpleHeavy).AddColumn("table");
        foreach (var name in new[] { "rows in both", "only in A", "only in B", "numbers that differ", "in one only", "beyond intervals" })
            table.AddColumn(new TableColumn(name).RightAligned());
        foreach (var one in diff.Tables)
        {
            var counts = new[] { one.Joined, one.OnlyBefore, one.OnlyAfter, one.Different, one.OneSided, one.Moves.Length };
            table.AddRow([one.Table, .. counts.Select(count => count.ToString(CultureInfo.InvariantCulture))]);
        }

        return table;
    }

    /// <summary>Numbers that moved, one a row.</summary>
    public static Table Moves(IEnumerable<ResultMove> moves)
    {
        ArgumentNullException.ThrowIfNull(moves);
        var table = new Table().Border(TableBorder.SimpleHeavy).AddColumn("number").AddColumn("of");
        foreach (var name in new[] { "A", "B", "B - A" })
            table.AddColumn(new TableColumn(name).RightAligned().NoWrap());
        foreach (var move in moves)
        {
            table.AddRow(
                new Text(move.Column), new Text(move.Key.ToString()), new Text(Bounds(move.Before, move.HasIntervals)), new Text(Bounds(move.After, move.HasIntervals)),
                new Text(move.Difference.ToString("+0.0000;-0.0000", CultureInfo.InvariantCulture)));
        }

        return table.Caption("[[ ]] is the interval of each; unpaired, so that touching ones count as one");
    }

    private static string Bounds(Interval value, bool hasInterval) => hasInterval
        ? string.Create(CultureInfo.InvariantCulture, $"{value.Estimate:0.0000} [{value.Lower:0.0000}, {value.Upper:0.0000}]")
        : value.Estimate.ToString("0.0000", CultureInfo.InvariantCulture);
}
