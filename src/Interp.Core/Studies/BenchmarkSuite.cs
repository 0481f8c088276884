using System.Collections.Immutable;

namespace Interp.Core.Studies;

/// <summary>Which datasets the paper's tables are of.</summary>
public sealed record BenchmarkSuite
{
    /// <summary>Keys of the datasets that means are taken over; the paper's are fourteen.</summary>
    public required ImmutableArray<string> Averaged { get; init; }

    /// <summary>Keys of datasets that are shown and never averaged: the toys, Unnatural and SST-2 with unrelated labels.</summary>
    public required ImmutableArray<string> Toys { get; init; }

    /// <summary>Number of labels by dataset, of every dataset above.</summary>
    public required ImmutableDictionary<string, int> Labels { get; init; }

    /// <summary>All datasets, those that are averaged first.</summary>
    public ImmutableArray<string> All => [.. Averaged, .. Toys];
}
