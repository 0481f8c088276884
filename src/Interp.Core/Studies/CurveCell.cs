using Interp.Core.Prompts;
using Interp.Core.Results;

namespace Interp.Core.Studies;

/// <summary>Which rows make one picture.</summary>
/// <param name="Setting">How the false prompts' labels were dealt.</param>
/// <param name="Dataset">The dataset's key.</param>
public sealed record CurveCell(Setting Setting, string Dataset)
{
    /// <summary>Which prompt format; null for the mean over all.</summary>
    public int? Format { get; init; }

    /// <summary>Which model; null where the rows are of one only.</summary>
    public string? Model { get; init; }

    /// <summary>True if a row belongs to the cell.</summary>
    /// <param name="row">Any row.</param>
    public bool Has(Measurement row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.Setting == Setting && row.Dataset == Dataset && (Format is null || row.Format == Format) && (Model is null || row.Model == Model);
    }

    /// <summary>For messages: "permuted_incorrect_labels, sst2, format 0, model gpt_j".</summary>
    public override string ToString() =>
        $"{Setting.Name()}, {Dataset}{(Format is null ? "" : $", format {Format}")}{(Model is null ? "" : $", model {Model}")}";
}
