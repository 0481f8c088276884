using Interp.Core.Metrics;

namespace Interp.Core.Results;

/// <summary>One number of a named measure: the long form, for every measure that has no column of its own.</summary>
public sealed record MeasureRow : ResultRow
{
    /// <summary>Under which prompts it was measured.</summary>
    public required MeasuredPrompts Prompts { get; init; }

    /// <summary>State of the stream; null where the measure is of no single one. The column "layer" of result files.</summary>
    public int? State { get; init; }

    /// <summary>Demonstrations before the prediction; null where the measure is of no single place. The column "position" of result files.</summary>
    public int? Demonstration { get; init; }

    /// <summary>The measure's name ("accuracy_gap").</summary>
    public required string Measure { get; init; }

    /// <summary>The number; null where it has none.</summary>
    public double? Value { get; init => field = Finite.Of(value); }

    /// <summary>Why there is no value, or what must be known with it.</summary>
    public string? Note { get; init; }

    internal override RowKey Key => RowKey.Of(this, Prompts) with { Layer = State, Demonstration = Demonstration, Name = Measure };
}
