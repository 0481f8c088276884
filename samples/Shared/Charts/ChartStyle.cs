using System.Collections.Immutable;

namespace Interp.Samples.Shared.Charts;

/// <summary>How a line looks. Two lines that differ in colour differ in dash or mark too, for readers who see no colours.</summary>
/// <param name="Color">As in HTML: "#2ca02c".</param>
/// <param name="Dash">Lengths of strokes and gaps; empty for a whole line.</param>
/// <param name="Width">Width of the line.</param>
/// <param name="Mark">What stands at each point.</param>
public sealed record ChartStyle(string Color, ImmutableArray<float> Dash, float Width, ChartMark Mark)
{
    /// <summary>True for lines of the first rank: thick, with a band, and a bold name.</summary>
    public bool IsMain => Width >= 2;
}
