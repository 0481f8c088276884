using Interp.Core.Studies.Shards;
using Interp.Models;

namespace Interp.Samples.Overthinking.Cluster;

/// <summary>Which shard a process was asked to run, and how.</summary>
/// <param name="Task">Which task of the array it is.</param>
/// <param name="Threads">Threads to compute with; null to leave them as they are.</param>
internal sealed record ShardRequest(ArrayTask Task, int? Threads)
{
    /// <summary>Where models' weights are.</summary>
    public WeightPlacement Weights { get; init; } = WeightPlacement.InMemory;
}
