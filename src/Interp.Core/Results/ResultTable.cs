using System.Collections.Immutable;

namespace Interp.Core.Results;

/// <summary>A kind of result file: its columns, and how its rows are written and read. CSV, gzipped CSV and Parquet have the same columns and the same values.</summary>
/// <remarks>
/// The same rows give the same bytes. Numbers in CSV are in the shortest form that reads back to the same bits; an empty
/// cell is no value. A file never stands half-written under its name.
/// </remarks>
/// <typeparam name="TRow">The rows.</typeparam>
public sealed class ResultTable<TRow>
    where TRow : ResultRow
{
    private readonly ImmutableArray<Column<TRow>> _columns;
    private readonly Func<RowCells, TRow> _make;

    internal ResultTable(string name, ImmutableArray<Column<TRow>> columns, ImmutableArray<string> published, Func<RowCells, TRow> make)
    {
        Name = name;
        _columns = columns;
        _make = make;
        Columns = [.. columns.Select(column => column.Name)];
        PublishedColumns = published;
    }

    /// <summary>The table's name, and that of its files ("measurements").</summary>
    public string Name { get; }

    /// <summary>Names of the columns, in their order.</summary>
    public ImmutableArray<string> Columns { get; }

    /// <summary>The columns that the paper's own files of this kind have; none where there are no such files.</summary>
    public ImmutableArray<string> PublishedColumns { get; }

    /// <summary>Writes rows, replacing what the file held.</summary>
    /// <param name="path">In an existing folder; its ending says how: .csv, .csv.gz or .parquet.</param>
    /// <param name="rows">The rows; read once.</param>
    /// <exception cref="ArgumentException">Another ending, or a row that could not be read back; nothing is written then.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    public void Write(string path, IEnumerable<TRow> rows)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(rows);
        Action<Stream> write = path switch
        {
            _ when HasEnding(path, ".csv") => stream => CsvFormat.Write(stream, _columns, rows),
            _ when HasEnding(path, ".csv.gz") => stream => CsvFormat.WriteCompressed(stream, _columns, rows),
            _ when HasEnding(path, ".parquet") => stream => ParquetFormat.Write(stream, _columns, rows),
            _ => throw new ArgumentException($"{path}: the ending says how rows are written; expected .csv, .csv.gz or .parquet.", nameof(path)),
        };
        CompleteFile.Write(path, write);
    }

    /// <summary>Reads all rows of a file of this library, or of the paper's authors.</summary>
    /// <param name="path">CSV, gzipped CSV or Parquet, told by what it begins with.</param>
    /// <remarks>
    /// The authors' files have <see cref="PublishedColumns"/>. Their model is the file's name up to the first dot, their
    /// protocol <see cref="Protocol.Published"/>; attention files are of the permuted setting and format 0, and of the
    /// dataset after ".attention.".
    /// </remarks>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Not such a file; the message says where, what was found, and what was expected.</exception>
    public IReadOnlyList<TRow> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: there is no such file; expected {Name} as CSV (plain or gzipped) or Parquet.", path);
        return ParquetFormat.Is(path)
            ? ParquetFormat.Read(path, _columns, _make)
            : CsvFormat.Read(path, _columns, PublishedColumns, _make);
    }

    /// <summary>True for the columns of such a file, this library's or the authors'.</summary>
    internal bool Has(ImmutableArray<string> columns) => columns.SequenceEqual(Columns) || (!PublishedColumns.IsEmpty && columns.SequenceEqual(PublishedColumns));

    private static bool HasEnding(string path, string ending) => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase);
}
