namespace Interp.Samples.Shared.Charts;

/// <summary>How points are drawn.</summary>
public enum ChartMark
{
    /// <summary>A line.</summary>
    Line,

    /// <summary>A line with a circle at each point.</summary>
    Circles,

    /// <summary>A line with a square at each point.</summary>
    Squares,

    /// <summary>A line with a triangle at each point.</summary>
    Triangles,

    /// <summary>Points without a line.</summary>
    Dots,

    /// <summary>Squares without a line.</summary>
    DotSquares,

    /// <summary>Bars from zero.</summary>
    Bars,
}
