using System.Collections.Immutable;

namespace Interp.Samples.Shared.Charts;

/// <summary>An axis of a panel.</summary>
/// <param name="Name">What it measures, with its unit.</param>
public sealed record ChartAxis(string Name)
{
    /// <summary>Where it begins; null for what the points need.</summary>
    public double? Low { get; init; }

    /// <summary>Where it ends; null for what the points need.</summary>
    public double? High { get; init; }

    /// <summary>True for layers and demonstrations, which have no halves.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Named places, where the axis has names instead of numbers.</summary>
    public ImmutableArray<ChartTick> Ticks { get; init; } = [];
}
