using Interp.Core.Metrics;
using Interp.Core.Prompts;

namespace Interp.Core.Studies;

/// <summary>
/// One result row: the measures at one state and demonstration, under one kind of prompts. Tables and figures are made
/// from such rows, whether this library measured them or the paper's authors did. Numbers that are not finite are refused.
/// </summary>
public sealed record Measurement
{
    /// <summary>The model's name, as the user gave it.</summary>
    public required string Model { get; init; }

    /// <summary>The protocol of prompts, reading and measures.</summary>
    public required Protocol Protocol { get; init; }

    /// <summary>How the false prompts' labels were dealt.</summary>
    public required Setting Setting { get; init; }

    /// <summary>The dataset's key ("sst2").</summary>
    public required string Dataset { get; init; }

    /// <summary>Index of the prompt format.</summary>
    public required int Format { get; init; }

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

    /// <summary>Calibrated accuracy with its 95 % interval, which is symmetric: the lower bound mirrors the upper one.</summary>
    public Interval Accuracy => new(CalibratedAccuracy, 2 * CalibratedAccuracy - Upper95, Upper95);
}
