using System.Collections.Immutable;
using System.Globalization;
using Interp.Core.Results;
using Parquet;
using Parquet.Schema;

namespace Interp.Datasets.Reading;

/// <summary>Parquet files as the Hugging Face hub stores them: flat columns of text and integers, any number of row groups.</summary>
internal sealed class ParquetTableReader : TableReader
{
    private const long MaximumRows = 20_000_000;

    public override ImmutableArray<string> Extensions { get; } = [".parquet"];

    public override Table Read(string path, ImmutableArray<string> columns)
    {
        var bytes = DatasetFile.ReadBytes(path);
        if (!ParquetFooter.IsWhole(bytes))
            throw new InvalidDataException($"{path}: not a Parquet file, or one whose footer is cut or damaged. Download it again.");
        try
        {
            return ReadAsync(path, bytes, columns).GetAwaiter().GetResult();
        }
        catch (Exception e) when (!e.Message.StartsWith(path, StringComparison.Ordinal))
        {
            // The format's library reports damage by whatever its decoding runs into, an impossible length included.
            throw new InvalidDataException($"{path}: not a readable Parquet file ({e.Message}). Download it again.", e);
        }
    }

    private static async Task<Table> ReadAsync(string path, byte[] bytes, ImmutableArray<string> columns)
    {
        await using var reader = await ParquetReader.CreateAsync(new MemoryStream(bytes)).ConfigureAwait(false);
        var fields = reader.Schema.GetDataFields();
        ImmutableArray<string> names = [.. fields.Select(field => field.Path.ToString())];
        if (columns.Any(column => !names.Contains(column)))
            return new Table(names, [], "row");

        ParquetPages.Check(bytes, reader.Metadata, columns, path);
        var cells = columns.Select(_ => new List<string>()).ToArray();
        for (var group = 0; group < reader.RowGroupCount; group++)
        {
            using var rows = reader.OpenRowGroupReader(group);
            if (rows.RowCount < 0 || rows.RowCount + cells[0].Count > MaximumRows)
                throw new InvalidDataException($"{path}: row group {group}: {rows.RowCount} rows; a dataset may have at most {MaximumRows}.");
            for (var i = 0; i < columns.Length; i++)
            {
                var field = fields[names.IndexOf(columns[i])];
                cells[i].AddRange(await ReadColumnAsync(path, rows, field).ConfigureAwait(false));
            }
        }

        return new Table(columns, [.. Enumerable.Range(0, cells[0].Count).Select(row => new TableRow(row + 1, [.. cells.Select(column => column[row])]))], "row");
    }

    private static async Task<IEnumerable<string>> ReadColumnAsync(string path, ParquetRowGroupReader rows, DataField field)
    {
        var count = checked((int)rows.RowCount);
        if (field.ClrType == typeof(ReadOnlyMemory<char>))
        {
            var texts = new string?[count];
            await rows.ReadAsync(field, texts.AsMemory()).ConfigureAwait(false);
            return texts.Select((text, row) => text ?? throw Missing(path, field, row));
        }

        return field.ClrType switch
        {
            var type when type == typeof(long) => await ReadNumbersAsync<long>(path, rows, field, count).ConfigureAwait(false),
            var type when type == typeof(int) => await ReadNumbersAsync<int>(path, rows, field, count).ConfigureAwait(false),
            var type when type == typeof(sbyte) => await ReadNumbersAsync<sbyte>(path, rows, field, count).ConfigureAwait(false),
            var type when type == typeof(double) => await ReadNumbersAsync<double>(path, rows, field, count).ConfigureAwait(false),
            var type => throw new InvalidDataException($"{path}: column \"{field.Name}\" holds {type.Name}; expected text or numbers."),
        };
    }

    private static async Task<IEnumerable<string>> ReadNumbersAsync<T>(string path, ParquetRowGroupReader rows, DataField field, int count)
        where T : struct, IFormattable
    {
        var numbers = new T?[count];
        if (field.IsNullable)
        {
            await rows.ReadAsync(field, numbers.AsMemory()).ConfigureAwait(false);
        }
        else
        {
            var present = new T[count];
            await rows.ReadAsync(field, present.AsMemory()).ConfigureAwait(false);
            numbers = Array.ConvertAll(present, number => (T?)number);
        }

        return numbers.Select((number, row) => number?.ToString(null, CultureInfo.InvariantCulture) ?? throw Missing(path, field, row));
    }

    private static InvalidDataException Missing(string path, DataField field, int row) =>
        new($"{path}: row {row + 1} of its row group: column \"{field.Name}\" is empty; expected a value in every row.");
}
