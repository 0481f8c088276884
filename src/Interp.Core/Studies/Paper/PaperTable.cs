using System.Collections.Immutable;
using Interp.Core.Results;

namespace Interp.Core.Studies.Paper;

/// <summary>One table of the paper's numbers.</summary>
public sealed record PaperTable
{
    /// <summary>Short name, fit for a file ("r03-early-exit").</summary>
    public required string Name { get; init; }

    /// <summary>What it shows.</summary>
    public required string Title { get; init; }

    /// <summary>Names of the columns.</summary>
    public required ImmutableArray<string> Columns { get; init; }

    /// <summary>Cells, as many a row as columns: text, int, double, or null where the results have no such number.</summary>
    public required ImmutableArray<ImmutableArray<object?>> Rows { get; init; }

    /// <summary>Digits after the point that the paper's own numbers have.</summary>
    public int Digits { get; init; } = 4;

    /// <summary>Writes the table as CSV with all digits, replacing what the file held.</summary>
    /// <param name="path">In an existing folder.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    public void Write(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        CompleteFile.Write(path, stream => CsvFormat.WriteCells(stream, Columns, Rows.Select(row => row.AsEnumerable())));
    }
}
