using Interp.Core.Results;
using Interp.Core.Statistics;
using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Specs;

namespace Interp.Core.Studies.Tables;

/// <summary>Rows of the table "measures".</summary>
internal static class MeasureRows
{
    /// <summary>The dataset of rows that are averages over datasets.</summary>
    public const string Mean = "mean";

    /// <summary>A row with a value.</summary>
    public static MeasureRow Of(StudySpec spec, CellId cell, string measure, MeasuredPrompts prompts, IntervalEstimate value, int? state = null, int? demonstration = null) => new()
    {
        Model = cell.Model,
        Protocol = spec.Protocol,
        Setting = cell.Setting,
        Dataset = cell.Dataset,
        Format = cell.Format,
        Prompts = prompts,
        State = state,
        Demonstration = demonstration,
        Measure = measure,
        Value = value.Estimate,
        Count = value.N,
        Low = value.Low,
        High = value.High,
        Method = value.Method,
        Seed = value.Seed,
    };

    /// <summary>A row that says why there is no value.</summary>
    public static MeasureRow Without(StudySpec spec, CellId cell, string measure, string reason) => new()
    {
        Model = cell.Model,
        Protocol = spec.Protocol,
        Setting = cell.Setting,
        Dataset = cell.Dataset,
        Format = cell.Format,
        Prompts = MeasuredPrompts.Pair,
        Measure = measure,
        Note = reason,
    };

    /// <summary>A row with a value, or with the reason why there is none.</summary>
    public static MeasureRow OrWithout(StudySpec spec, CellId cell, string measure, IntervalEstimate? value, string reason) =>
        value is null ? Without(spec, cell, measure, reason) : Of(spec, cell, measure, MeasuredPrompts.Pair, value);

    /// <summary>A number that has no interval of its own.</summary>
    public static IntervalEstimate Bare(double value, int n, string method) => new(value, value, value, n, method);
}
