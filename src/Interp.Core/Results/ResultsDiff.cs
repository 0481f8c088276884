using System.Collections.Immutable;
using Interp.Core.Metrics;

namespace Interp.Core.Results;

/// <summary>Which numbers of two results differ, and which of them by more than their intervals allow for.</summary>
/// <remarks>
/// Rows are joined by what they are of. Compared are the numbers that have an interval: calibrated accuracy and the permuted
/// score, the values of measures, accuracy with ablations, and heads' class-sensitive scores. Intervals that overlap may
/// still hide a real difference of unpaired runs, and of thousands of numbers some part without a cause.
/// </remarks>
public sealed record ResultsDiff
{
    private ResultsDiff(ImmutableArray<TableDiff> tables) => Tables = tables;

    /// <summary>Each table's comparison; tables without rows in either are left out.</summary>
    public ImmutableArray<TableDiff> Tables { get; }

    /// <summary>The numbers beyond their intervals in all tables, the largest difference first.</summary>
    public IEnumerable<ResultMove> Moves => Tables.SelectMany(table => table.Moves).OrderByDescending(move => Math.Abs(move.Difference));

    /// <summary>Compares two results.</summary>
    /// <param name="before">The first.</param>
    /// <param name="after">The second.</param>
    public static ResultsDiff Of(ResultsFolder before, ResultsFolder after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        TableDiff[] tables =
        [
            TableDiff.Of(ResultTables.Measurements.Name, before.Measurements, after.Measurements,
                new("calibrated_accuracy", row => row.Accuracy, _ => true),
                new("permuted_score", row => Interval(row.PermutedScore, row.PermutedLow, row.PermutedHigh), row => row.PermutedLow is not null)),
            TableDiff.Of(ResultTables.Measures.Name, before.Measures, after.Measures, new ComparedNumber<MeasureRow>("value", row => Interval(row.Value, row.Low, row.High), row => row.Low is not null)),
            TableDiff.Of(ResultTables.Ablations.Name, before.Ablations, after.Ablations, new ComparedNumber<AblationRow>("calibrated_accuracy", row => row.Accuracy, _ => true)),
            TableDiff.Of(ResultTables.Heads.Name, before.Heads, after.Heads, new ComparedNumber<HeadRow>("class_sensitive", row => Interval(row.ClassSensitive, row.Low, row.High), row => row.Low is not null)),
        ];
        return new ResultsDiff([.. tables.Where(table => table.Joined + table.OnlyBefore + table.OnlyAfter > 0)]);
    }

    private static Interval? Interval(double? value, double? low, double? high) => value is { } estimate ? new(estimate, low ?? estimate, high ?? estimate) : null;
}
