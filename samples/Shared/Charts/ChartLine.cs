using System.Collections.Immutable;

namespace Interp.Samples.Shared.Charts;

/// <summary>A named line of a panel, or a group of bars.</summary>
/// <param name="Name">As it stands at its end and in the legend.</param>
/// <param name="Style">How it looks.</param>
/// <param name="Points">Its points, from left to right.</param>
public sealed record ChartLine(string Name, ChartStyle Style, ImmutableArray<ChartPoint> Points)
{
    /// <summary>True if it is measured by the right axis.</summary>
    public bool OnRight { get; init; }
}
