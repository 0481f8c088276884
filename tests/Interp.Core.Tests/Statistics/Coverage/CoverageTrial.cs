using Interp.Core.Statistics;

namespace Interp.Core.Tests.Statistics.Coverage;

/// <summary>What one simulated sample gave.</summary>
/// <param name="Intervals">The intervals; none where the quantity was undetermined. Several have to cover all at once.</param>
/// <param name="Truths">The population's values, in the same order.</param>
internal sealed record CoverageTrial(IReadOnlyList<IntervalEstimate> Intervals, IReadOnlyList<double> Truths)
{
    public CoverageTrial(IntervalEstimate? interval, double truth)
        : this(interval is null ? [] : [interval], [truth])
    {
    }

    /// <summary>True if every truth lies inside; rounding of a truth is no miss.</summary>
    public bool Covers => Intervals.Zip(Truths).All(pair => pair.First.Low - 1e-9 <= pair.Second && pair.Second <= pair.First.High + 1e-9);
}
