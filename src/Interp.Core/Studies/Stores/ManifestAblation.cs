namespace Interp.Core.Studies.Stores;

/// <summary>An ablation of a cell, or the random heads beside one.</summary>
public sealed record ManifestAblation
{
    /// <summary>The ablation's name in the spec.</summary>
    public required string Name { get; init; }

    /// <summary>True for the random heads beside it.</summary>
    public bool IsControl { get; init; }

    /// <summary>What was taken away, set by set, as <see cref="Ablations.Ablation.ToJson"/> writes it.</summary>
    public required System.Collections.Immutable.ImmutableArray<string> Sets { get; init; }

    /// <summary>The name of its folder in the cell's.</summary>
    public required string Reading { get; init; }
}
