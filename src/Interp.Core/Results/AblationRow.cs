using Interp.Core.Metrics;
using Interp.Core.Prompts;

namespace Interp.Core.Results;

/// <summary>Calibrated accuracy at one state and the last demonstration, with parts of the model ablated.</summary>
public sealed record AblationRow : ResultRow
{
    /// <summary>What was ablated; the paper's files have "attention", "mlp", "heads_ours" and "heads_null" (random heads).</summary>
    public required string Ablation { get; init; }

    /// <summary>Under which prompts it was measured.</summary>
    public required PromptKind Prompts { get; init; }

    /// <summary>State of the stream. The column "layer" of result files.</summary>
    public required int State { get; init; }

    /// <summary>Calibrated accuracy, mean over prompts.</summary>
    public required double CalibratedAccuracy { get; init => field = Finite.Of(value); }

    /// <summary>Upper bound of its 95 % interval.</summary>
    public required double Upper95 { get; init => field = Finite.Of(value); }

    /// <summary>Calibrated accuracy with its interval; rows with an upper bound only have a symmetric one, whose lower bound mirrors it.</summary>
    public Interval Accuracy => new(CalibratedAccuracy, Low ?? 2 * CalibratedAccuracy - Upper95, High ?? Upper95);

    internal override RowKey Key => RowKey.Of(this, Prompts) with { Layer = State, Name = Ablation };
}
