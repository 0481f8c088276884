using System.Diagnostics;
using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace Interp.Core.Results;

/// <summary>One column between rows and Parquet's typed arrays.</summary>
internal static class ParquetColumn
{
    public static DataField Field<TRow>(Column<TRow> column) => new(column.Name, WrittenType(column.Type), column.Optional);

    /// <summary>The type that the format's library reports for a column of cells.</summary>
    public static Type ClrType(CellType type) => type == CellType.Text ? typeof(ReadOnlyMemory<char>) : WrittenType(type);

    public static Task WriteAsync<TRow>(ParquetRowGroupWriter group, DataField field, Column<TRow> column, TRow[] rows) => column.Type switch
    {
        CellType.Text => group.WriteAsync(field, Array.ConvertAll(rows, row => (string?)column.CellOf(row))!),
        CellType.Count => WriteAsync<TRow, int>(group, field, column, rows),
        CellType.Seed => WriteAsync<TRow, ulong>(group, field, column, rows),
        CellType.Number => WriteAsync<TRow, double>(group, field, column, rows),
        _ => throw new UnreachableException(),
    };

    /// <summary>Reads a column of a row group.</summary>
    /// <returns>The cell of a row.</returns>
    /// <exception cref="InvalidDataException">The column has not as many cells as the group has rows; the missing ones would read as zeros.</exception>
    public static async Task<Func<int, object?>> ReadAsync(ParquetRowGroupReader group, DataField field, CellType type)
    {
        if (group.GetMetadata(field)?.MetaData?.NumValues is var count && count != group.RowCount)
            throw new InvalidDataException($"column {field.Name} has {count?.ToString(CultureInfo.InvariantCulture) ?? "no"} cells in a group of {group.RowCount} rows");
        switch (type)
        {
            case CellType.Text:
                var texts = new string?[group.RowCount];
                await group.ReadAsync(field, texts.AsMemory()!).ConfigureAwait(false);
                return row => texts[row];
            case CellType.Count:
                return await ReadAsync<int>(group, field).ConfigureAwait(false);
            case CellType.Seed:
                return await ReadAsync<ulong>(group, field).ConfigureAwait(false);
            case CellType.Number:
                return await ReadAsync<double>(group, field).ConfigureAwait(false);
            default:
                throw new UnreachableException();
        }
    }

    private static Type WrittenType(CellType type) => type switch
    {
        CellType.Text => typeof(string),
        CellType.Count => typeof(int),
        CellType.Seed => typeof(ulong),
        CellType.Number => typeof(double),
        _ => throw new UnreachableException(),
    };

    private static Task WriteAsync<TRow, T>(ParquetRowGroupWriter group, DataField field, Column<TRow> column, TRow[] rows)
        where T : struct => column.Optional
            ? group.WriteAsync<T>(field, Array.ConvertAll(rows, row => (T?)column.CellOf(row)))
            : group.WriteAsync<T>(field, Array.ConvertAll(rows, row => (T)column.CellOf(row)!));

    private static async Task<Func<int, object?>> ReadAsync<T>(ParquetRowGroupReader group, DataField field)
        where T : struct
    {
        if (field.IsNullable)
        {
            var optional = new T?[group.RowCount];
            await group.ReadAsync<T>(field, optional.AsMemory()).ConfigureAwait(false);
            return row => optional[row];
        }

        var values = new T[group.RowCount];
        await group.ReadAsync<T>(field, values.AsMemory()).ConfigureAwait(false);
        return row => values[row];
    }
}
