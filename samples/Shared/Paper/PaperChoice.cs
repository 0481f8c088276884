using System.Collections.Immutable;

namespace Interp.Samples.Shared.Paper;

/// <summary>Which of the rows are wanted, where a figure has a choice.</summary>
public sealed record PaperChoice
{
    /// <summary>Only this model; null for the paper's own choice.</summary>
    public string? Model { get; init; }

    /// <summary>Only these datasets; empty for the paper's own choice.</summary>
    public ImmutableArray<string> Datasets { get; init; } = [];
}
