using System.Collections.Immutable;

namespace Interp.Samples.Shared.Listings;

/// <summary>What a command answers: rows of one kind. Columns stay what they are under a schema number; new ones may come behind them.</summary>
public sealed record Listing
{
    /// <summary>Of all kinds; one more when a column goes or changes its meaning.</summary>
    public const int Schema = 1;

    /// <summary>What a row is: "models", "heads".</summary>
    public required string Kind { get; init; }

    /// <summary>Names of the columns, in snake case.</summary>
    public required ImmutableArray<string> Columns { get; init; }

    /// <summary>Texts, numbers, truth values, or null for none; as many a row as there are columns.</summary>
    public required ImmutableArray<ImmutableArray<object?>> Rows { get; init; }
}
