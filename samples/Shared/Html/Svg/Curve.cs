using System.Collections.Immutable;
using Interp.Core.Metrics;

namespace Interp.Samples.Shared.Html.Svg;

/// <summary>One line of a chart.</summary>
/// <param name="Name">Stands at its end.</param>
/// <param name="Kind">What it means: its colour and its dashes.</param>
/// <param name="Points">By step of the horizontal axis; bounds equal to the estimate draw no band.</param>
public sealed record Curve(string Name, CurveKind Kind, ImmutableArray<Interval> Points)
{
    /// <summary>The class of its elements.</summary>
    internal string Class => Kind.ToString().ToLowerInvariant();

    /// <summary>True where some point has an interval.</summary>
    public bool HasBand => Points.Any(point => point.Upper - point.Lower > 1e-12);

    /// <summary>In words: where it begins, peaks and ends.</summary>
    internal string Describe(int digits = 2)
    {
        var peak = Enumerable.Range(0, Points.Length).MaxBy(i => Points[i].Estimate);
        return $"{Name} begins at {Num.Of(Points[0].Estimate, digits)}, is highest at {peak} with {Num.Of(Points[peak].Estimate, digits)}, and ends at {Num.Of(Points[^1].Estimate, digits)}";
    }
}
