using System.Collections.Immutable;
using System.ComponentModel;

namespace Interp.Core.Studies.Specs;

/// <summary>One dataset of a study.</summary>
public sealed record DatasetSpec
{
    /// <summary>Its key, as in the paper's results: "sst2", "agnews".</summary>
    [Description("Its key, as in the paper's results: sst2, agnews, unnatural, …")]
    public required string Name { get; init; }

    /// <summary>File or folder with its rows; null where it is built in.</summary>
    [Description("File or folder with its rows; relative to this file. Not needed for a built-in dataset.")]
    public string? Path { get; init; }

    /// <summary>Which of its prompt formats, each a cell of its own.</summary>
    [Description("Which of its prompt formats, each a cell of its own.")]
    public ImmutableArray<int> Formats { get; init; } = [0];

    /// <summary>Whether it counts in averages over datasets; the paper leaves out its toy dataset and unrelated labels.</summary>
    [Description("Whether it counts in averages over datasets.")]
    public bool Averaged { get; init; } = true;
}
