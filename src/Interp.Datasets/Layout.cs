using System.Collections.Immutable;
using Interp.Core.Prompts;
using Interp.Datasets.Reading;

namespace Interp.Datasets;

/// <summary>One of the forms a dataset is handed around in: the kind of file, its columns, and how it writes classes.</summary>
public sealed record Layout
{
    /// <summary>What it is called in documentation and messages.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// File names looked for in a folder, in order of preference; relative paths allowed. Several names in one entry are
    /// parts of one dataset, read one after the other.
    /// </summary>
    public required ImmutableArray<FileChoice> Files { get; init; }

    /// <summary>Reads the kind of file.</summary>
    public required TableReader Reader { get; init; }

    /// <summary>Where each field of an example is.</summary>
    public required ImmutableArray<FieldColumns> Fields { get; init; }

    /// <summary>The column of classes.</summary>
    public required string Label { get; init; }

    /// <summary>How classes are written.</summary>
    public required LabelCodes Codes { get; init; }

    /// <summary>White space around fields is not part of them.</summary>
    public bool Trimmed { get; init; }

    /// <summary>The hub's own layout, under the names its repositories use.</summary>
    public bool OnHub { get; init; }

    /// <summary>Parts overlap: a row that was read before is left out.</summary>
    public bool Distinct { get; init; }

    /// <summary>Columns that a file of this layout has and one of the others, where they look alike, has not.</summary>
    public ImmutableArray<string> Marks { get; init; } = [];

    /// <summary>Only rows whose column has this value belong to the split; null where all rows do.</summary>
    public (string Column, string Value)? Only { get; init; }

    /// <summary>All columns this layout needs.</summary>
    public ImmutableArray<string> Columns =>
        [.. Fields.SelectMany(text => text.Columns).Append(Label).Concat(Marks).Concat(Only is { } only ? new[] { only.Column } : []).Distinct()];

    /// <summary>True where a file may have this layout, by its name or its ending.</summary>
    internal bool MayRead(string path) =>
        Reader.Extensions.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
        || Files.Any(choice => choice.Parts.Any(part => Path.GetFileName(part) == Path.GetFileName(path)));

    /// <summary>The rows of a file, or the reason why it has another layout.</summary>
    internal (ImmutableArray<Example> Rows, string? Mismatch) Read(string path)
    {
        var columns = Columns;
        var table = Reader.Read(path, columns);
        if (columns.FirstOrDefault(column => !table.Columns.Contains(column)) is { } missing)
            return ([], $"no column \"{missing}\" among {string.Join(", ", table.Columns.Select(Lines.Excerpt))}");
        if (columns.FirstOrDefault(column => table.Columns.Count(name => name == column) > 1) is { } doubled)
            return ([], $"more than one column \"{doubled}\"");

        return (Examples(path, table), null);
    }

    /// <summary>The examples in a table that has all of <see cref="Columns"/>.</summary>
    internal ImmutableArray<Example> Examples(string path, Table table)
    {
        var at = Columns.ToDictionary(column => column, column => table.Columns.IndexOf(column));
        var examples = ImmutableArray.CreateBuilder<Example>();
        foreach (var row in table.Rows)
        {
            if (Only is { } only && row.Cells[at[only.Column]] != only.Value)
                continue;

            var label = row.Cells[at[Label]];
            var @class = Codes.ClassOf(label)
                ?? throw new InvalidDataException($"{path}: {table.RowUnit} {row.Number}: found label \"{Lines.Excerpt(label)}\", expected {Codes.Expected}.");
            examples.Add(new Example([.. Fields.Select(field => Field(row, field, at))], @class));
        }

        return examples.ToImmutable();
    }

    private string Field(TableRow row, FieldColumns field, Dictionary<string, int> at)
    {
        var text = string.Join(' ', field.Columns.Select(column => row.Cells[at[column]]));
        return Trimmed ? text.Trim() : text;
    }
}
