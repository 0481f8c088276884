using Interp.Core.Results;
using Interp.Core.Statistics;

namespace Interp.Core.Studies.Measures;

/// <summary>Rows of the table "measures".</summary>
internal static class MeasureRows
{
    /// <summary>The dataset of rows that are averages over datasets.</summary>
    public const string Mean = "mean";

    /// <summary>A row with a value.</summary>
    public static MeasureRow Of(RowSource source, string measure, MeasuredPrompts prompts, IntervalEstimate value, int? state = null, int? demonstration = null) => new()
    {
        Source = source,
        Prompts = prompts,
        State = state,
        Demonstration = demonstration,
        Measure = measure,
        Value = value.Estimate,
        Spread = RowSpread.Of(value),
    };

    /// <summary>A row that says why there is no value.</summary>
    public static MeasureRow Without(RowSource source, string measure, string reason) => new()
    {
        Source = source,
        Prompts = MeasuredPrompts.Pair,
        Measure = measure,
        Note = reason,
    };

    /// <summary>A row with a value, or with the reason why there is none.</summary>
    public static MeasureRow OrWithout(RowSource source, string measure, IntervalEstimate? value, string reason) =>
        value is null ? Without(source, measure, reason) : Of(source, measure, MeasuredPrompts.Pair, value);

    /// <summary>A number that has no interval of its own.</summary>
    public static IntervalEstimate Bare(double value, int n, string method) => new(value, value, value, n, method);
}
