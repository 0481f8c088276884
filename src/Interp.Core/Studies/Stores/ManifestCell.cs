using System.Collections.Immutable;
using Interp.Core.Results;
using Interp.Core.Studies.Plans;

namespace Interp.Core.Studies.Stores;

/// <summary>One cell of a manifest.</summary>
public sealed record ManifestCell
{
    /// <summary>Which.</summary>
    public required CellId Id { get; init; }

    /// <summary>The name of its folder; null where it could not be planned.</summary>
    public string? Key { get; init; }

    /// <summary>How far it is.</summary>
    public required CellState State { get; init; }

    /// <summary>Why it failed, in a line; null where it did not.</summary>
    public string? Reason { get; init; }

    /// <summary>Pairs of prompts that were asked for.</summary>
    public required int Pairs { get; init; }

    /// <summary>Pairs that are kept together.</summary>
    public int WindowPairs { get; init; } = 1;

    /// <summary>The ablations as they were resolved: which heads, which blocks.</summary>
    public ImmutableArray<ManifestAblation> Ablations { get; init; } = [];

    /// <summary>Where the numbers of its rows come from.</summary>
    /// <param name="protocol">The study's.</param>
    internal RowSource Source(Protocol protocol) => new(Id.Model, protocol, Id.Setting, Id.Dataset, Id.Format);
}
