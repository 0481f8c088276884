using System.Collections.Immutable;
using Parquet;
using Parquet.Schema;

namespace Interp.Core.Results;

/// <summary>Result tables as Parquet: flat columns, required where a row always has a value.</summary>
internal static class ParquetFormat
{
    private const int RowsOfGroup = 1 << 17;

    /// <summary>True where a file begins as Parquet does.</summary>
    public static bool Is(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> mark = stackalloc byte[4];
        return file.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false) == mark.Length && mark.SequenceEqual("PAR1"u8);
    }

    /// <summary>The names of a file's columns.</summary>
    /// <exception cref="InvalidDataException">Damaged.</exception>
    public static ImmutableArray<string> Header(string path) => Guarded(path, HeaderAsync);

    public static void Write<TRow>(Stream stream, ImmutableArray<Column<TRow>> columns, IEnumerable<TRow> rows) =>
        WriteAsync(stream, columns, rows).GetAwaiter().GetResult();

    /// <summary>All rows.</summary>
    /// <exception cref="InvalidDataException">Damaged, or no such table.</exception>
    public static IReadOnlyList<TRow> Read<TRow>(string path, ImmutableArray<Column<TRow>> columns, Func<RowCells, TRow> make) =>
        Guarded(path, bytes => ReadAsync(path, bytes, columns, make));

    private static T Guarded<T>(string path, Func<byte[], Task<T>> read)
    {
        var bytes = Bytes(path);
        try
        {
            return read(bytes).GetAwaiter().GetResult();
        }
        catch (Exception e) when (!e.Message.StartsWith(path, StringComparison.Ordinal))
        {
            // The format's library reports damage by whatever its decoding runs into, an impossible length included.
            throw new InvalidDataException($"{path}: damaged, or no Parquet ({e.Message}); expected result rows.", e);
        }
    }

    private static async Task<ImmutableArray<string>> HeaderAsync(byte[] bytes)
    {
        await using var reader = await ParquetReader.CreateAsync(new MemoryStream(bytes)).ConfigureAwait(false);
        return [.. reader.Schema.GetDataFields().Select(field => field.Path.ToString())];
    }

    private static async Task WriteAsync<TRow>(Stream stream, ImmutableArray<Column<TRow>> columns, IEnumerable<TRow> rows)
    {
        DataField[] fields = [.. columns.Select(ParquetColumn.Field)];
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream).ConfigureAwait(false);
        foreach (var chunk in rows.Chunk(RowsOfGroup))
        {
            using var group = writer.CreateRowGroup();
            foreach (var (column, field) in columns.Zip(fields))
                await ParquetColumn.WriteAsync(group, field, column, chunk).ConfigureAwait(false);
        }
    }

    private static async Task<List<TRow>> ReadAsync<TRow>(string path, byte[] bytes, ImmutableArray<Column<TRow>> columns, Func<RowCells, TRow> make)
    {
        await using var reader = await ParquetReader.CreateAsync(new MemoryStream(bytes)).ConfigureAwait(false);
        var fields = reader.Schema.GetDataFields();
        RequireColumns(path, columns, fields);

        var cells = new RowCells(path, [.. columns.Select(column => column.Name)]);
        var rows = new List<TRow>();
        for (var index = 0; index < reader.RowGroupCount; index++)
        {
            using var group = reader.OpenRowGroupReader(index);
            if (group.RowCount is < 0 or > ResultLimits.MostRowsOfGroup || rows.Count + group.RowCount > ResultLimits.MostRows)
            {
                throw new InvalidDataException(
                    $"{path}: row group {index}: {group.RowCount} rows after {rows.Count}; expected at most {ResultLimits.MostRowsOfGroup} in a group and {ResultLimits.MostRows} in a file.");
            }

            var values = new Func<int, object?>[columns.Length];
            for (var i = 0; i < values.Length; i++)
                values[i] = await ParquetColumn.ReadAsync(group, fields[i], columns[i].Type).ConfigureAwait(false);
            for (var row = 0; row < group.RowCount; row++)
            {
                cells.Place = $"row {rows.Count + 1}";
                for (var i = 0; i < values.Length; i++)
                    cells.Values[i] = values[i](row);
                rows.Add(make(cells));
            }
        }

        return rows;
    }

    private static void RequireColumns<TRow>(string path, ImmutableArray<Column<TRow>> columns, DataField[] fields)
    {
        string[] names = [.. fields.Select(field => field.Path.ToString())];
        if (!names.SequenceEqual(columns.Select(column => column.Name)))
            throw new InvalidDataException($"{path}: found the columns {string.Join(',', names)}; expected {string.Join(',', columns.Select(column => column.Name))}.");
        foreach (var (column, field) in columns.Zip(fields))
        {
            if (field.IsArray || field.ClrType != ParquetColumn.ClrType(column.Type))
                throw new InvalidDataException($"{path}: column {column.Name}: found cells of {field.ClrType.Name}{(field.IsArray ? "[]" : "")}, expected {ParquetColumn.Field(column).ClrType.Name}.");
        }
    }

    private static byte[] Bytes(string path)
    {
        var length = new FileInfo(path).Length;
        if (length > ResultLimits.LargestParquet)
            throw new InvalidDataException($"{path}: {length} bytes; expected at most {ResultLimits.LargestParquet}.");
        var bytes = File.ReadAllBytes(path);
        return ParquetFooter.IsWhole(bytes) ? bytes : throw new InvalidDataException($"{path}: damaged: a Parquet file whose footer is cut or broken.");
    }
}
