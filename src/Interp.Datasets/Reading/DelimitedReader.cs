using System.Collections.Immutable;
using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Interp.Datasets.Reading;

/// <summary>CSV, TSV and their kin.</summary>
internal sealed class DelimitedReader(char separator, bool quoted, ImmutableArray<string> names = default) : TableReader
{
    public override ImmutableArray<string> Extensions { get; } = separator == '\t' ? [".tsv", ".txt"] : [".csv"];

    public override Table Read(string path, ImmutableArray<string> columns) => ReadText(path, DatasetFile.ReadText(path, TextEncoding.Utf8));

    /// <summary>Reads text that is at hand; <paramref name="path"/> is for messages.</summary>
    public Table ReadText(string path, string text)
    {
        var rows = Parse(path, text).GetEnumerator();
        if (!rows.MoveNext())
            throw new InvalidDataException($"{path}: the file is empty; expected {(names.IsDefaultOrEmpty ? "a header" : "rows of " + string.Join(", ", names))}.");

        if (names.IsDefaultOrEmpty)
            return new Table([.. rows.Current.Cells], CheckWidth(path, rows.Current.Cells.Count, Rest(rows)));
        if (rows.Current.Cells.Count != names.Length)
            throw WrongWidth(path, rows.Current, names.Length);
        return new Table(names, CheckWidth(path, names.Length, Rest(rows).Prepend(rows.Current)));
    }

    private static IEnumerable<TableRow> Rest(IEnumerator<TableRow> rows)
    {
        using (rows)
        {
            while (rows.MoveNext())
                yield return rows.Current;
        }
    }

    private static IEnumerable<TableRow> CheckWidth(string path, int width, IEnumerable<TableRow> rows) =>
        rows.Select(row => row.Cells.Count == width ? row : throw WrongWidth(path, row, width));

    private static InvalidDataException WrongWidth(string path, TableRow row, int width) =>
        new($"{path}: line {row.Number}: found {row.Cells.Count} columns, expected {width}.");

    private IEnumerable<TableRow> Parse(string path, string text)
    {
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = separator.ToString(),
            HasHeaderRecord = false,
            Mode = quoted ? CsvMode.RFC4180 : CsvMode.NoEscape,
            BadDataFound = bad => throw new InvalidDataException($"{path}: line {bad.Context.Parser?.RawRow}: quote marks that open or close no cell; expected RFC 4180 quotes."),
        };
        using var parser = new CsvParser(new StringReader(text), configuration);
        while (parser.Read())
        {
            var cells = parser.Record!;
            yield return new TableRow(parser.RawRow, cells);
        }
    }
}
