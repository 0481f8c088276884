using Interp.Core.Metrics;

namespace Interp.Core.Results;

/// <summary>One number that two results have, and that differs.</summary>
public sealed record ResultMove
{
    /// <summary>The table.</summary>
    public required string Table { get; init; }

    /// <summary>The column.</summary>
    public required string Column { get; init; }

    /// <summary>The row.</summary>
    public required RowKey Key { get; init; }

    /// <summary>The number before, with its interval; of width zero where the row gives none.</summary>
    public required Interval Before { get; init; }

    /// <summary>The number after, with its interval; of width zero where the row gives none.</summary>
    public required Interval After { get; init; }

    /// <summary>False where neither row gives an interval, so that any difference counts.</summary>
    public required bool HasIntervals { get; init; }

    /// <summary>After minus before.</summary>
    public double Difference => After.Estimate - Before.Estimate;

    /// <summary>True where the intervals share no number: the difference is more than they allow for.</summary>
    public bool IsBeyondIntervals => After.Lower > Before.Upper || After.Upper < Before.Lower;
}
