using System.Collections.Immutable;

namespace Interp.Samples.Shared.Charts;

/// <summary>One pair of axes with lines in it. Plain values: a picture, a table and a file are made of the same.</summary>
public sealed record ChartPanel
{
    /// <summary>What it is of: "GPT-J".</summary>
    public required string Title { get; init; }

    /// <summary>The horizontal axis.</summary>
    public required ChartAxis X { get; init; }

    /// <summary>The vertical axis on the left.</summary>
    public required ChartAxis Y { get; init; }

    /// <summary>The one on the right; null for none.</summary>
    public ChartAxis? Right { get; init; }

    /// <summary>The lines, those drawn first first.</summary>
    public required ImmutableArray<ChartLine> Lines { get; init; }
}
