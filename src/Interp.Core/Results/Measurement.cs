using Interp.Core.Metrics;
using Interp.Core.Prompts;

namespace Interp.Core.Results;

/// <summary>
/// The measures at one state and demonstration, under one kind of prompts. Tables and figures are made from such rows,
/// whether this library measured them or the paper's authors did. The interval is of <see cref="CalibratedAccuracy"/>.
/// </summary>
public sealed record Measurement : ResultRow
{
    /// <summary>Under which prompts it was measured.</summary>
    public required PromptKind Prompts { get; init; }

    /// <summary>State of the stream: 0 the embedding, k the stream after block k-1. The column "layer" of result files.</summary>
    public required int State { get; init; }

    /// <summary>Demonstrations before the prediction. The column "position" of result files.</summary>
    public required int Demonstration { get; init; }

    /// <summary>Calibrated accuracy, mean over prompts.</summary>
    public required double CalibratedAccuracy { get; init => field = Finite.Of(value); }

    /// <summary>Upper bound of its 95 % interval.</summary>
    public required double Upper95 { get; init => field = Finite.Of(value); }

    /// <summary>Permuted score, mean over prompts; chance is 1/n.</summary>
    public required double PermutedScore { get; init => field = Finite.Of(value); }

    /// <summary>Lower bound of the permuted score's interval.</summary>
    public double? PermutedLow { get; init => field = Finite.Of(value); }

    /// <summary>Upper bound of the permuted score's interval.</summary>
    public double? PermutedHigh { get; init => field = Finite.Of(value); }

    /// <summary>Calibrated accuracy with its interval; rows with an upper bound only have a symmetric one, whose lower bound mirrors it.</summary>
    public Interval Accuracy => new(CalibratedAccuracy, Low ?? 2 * CalibratedAccuracy - Upper95, High ?? Upper95);

    internal override RowKey Key => RowKey.Of(this, Prompts) with { Layer = State, Demonstration = Demonstration };
}
