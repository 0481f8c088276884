using Interp.Core.Metrics;
using Interp.Core.Statistics;

namespace Interp.Core.Results;

/// <summary>How sure the main number of a result row is. The paper's own files say nothing of it.</summary>
public sealed record RowSpread
{
    /// <summary>Nothing is known.</summary>
    public static RowSpread Unknown { get; } = new();

    /// <summary>Values the main number is a mean over, mostly prompts. The column "n" of result files.</summary>
    public int? Count { get; init; }

    /// <summary>Lower bound of the main number's interval.</summary>
    public double? Low { get; init => field = Finite.Of(value); }

    /// <summary>Upper bound of the main number's interval.</summary>
    public double? High { get; init => field = Finite.Of(value); }

    /// <summary>How the intervals were made ("bootstrap, 2000 resamples, 95 %").</summary>
    public string? Method { get; init; }

    /// <summary>Seed of the run's random choices.</summary>
    public ulong? Seed { get; init; }

    /// <summary>That of an estimate.</summary>
    /// <param name="estimate">The estimate.</param>
    public static RowSpread Of(IntervalEstimate estimate)
    {
        ArgumentNullException.ThrowIfNull(estimate);
        return new() { Count = estimate.N, Low = estimate.Low, High = estimate.High, Method = estimate.Method, Seed = estimate.Seed };
    }
}
