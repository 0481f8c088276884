using System.Collections.Immutable;

namespace Interp.Core.Prompts;

/// <summary>The examples prompts are drawn from.</summary>
public sealed record ExampleSet
{
    /// <summary>The dataset's key, as in the paper's result files ("sst2", "agnews").</summary>
    public required string Dataset { get; init; }

    /// <summary>Where the rows were read: a path, or the name of a built-in list.</summary>
    public required string Source { get; init; }

    /// <summary>The rows, in the order of their source.</summary>
    public required ImmutableArray<Example> Rows { get; init; }

    /// <summary>Number of rows.</summary>
    public int Count => Rows.Length;

    /// <summary>The rows of one class, in the order of their source.</summary>
    /// <param name="class">Index of the class, from 0.</param>
    public ImmutableArray<Example> OfClass(int @class) => [.. Rows.Where(row => row.Class == @class)];
}
