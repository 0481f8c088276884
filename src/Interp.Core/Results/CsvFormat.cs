using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Interp.Core.Results;

/// <summary>Result tables as CSV, plain or gzipped: a header, lines that end in LF, UTF-8, quotes as in RFC 4180.</summary>
internal static class CsvFormat
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void WriteCompressed<TRow>(Stream stream, ImmutableArray<Column<TRow>> columns, IEnumerable<TRow> rows)
    {
        using var zip = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true);
        Write(zip, columns, rows);
    }

    public static void Write<TRow>(Stream stream, ImmutableArray<Column<TRow>> columns, IEnumerable<TRow> rows) =>
        WriteCells(stream, columns.Select(column => column.Name), rows.Select(row => columns.Select(column => column.CellOf(row))));

    /// <summary>A header and rows of text, whole numbers, numbers or nothing.</summary>
    public static void WriteCells(Stream stream, IEnumerable<string> header, IEnumerable<IEnumerable<object?>> rows)
    {
        using var csv = new CsvWriter(new StreamWriter(stream, Utf8, bufferSize: 1 << 16, leaveOpen: true), new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" });
        foreach (var name in header)
            csv.WriteField(name);
        csv.NextRecord();
        foreach (var row in rows)
        {
            foreach (var cell in row)
                csv.WriteField(Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "");
            csv.NextRecord();
        }
    }

    /// <summary>The first line's cells; none where the file is empty.</summary>
    /// <exception cref="InvalidDataException">Damaged, or no CSV.</exception>
    public static ImmutableArray<string> Header(string path) => Guarded(path, needsLineEnd: false, csv => csv.Read() ? csv.Record!.ToImmutableArray() : []);

    /// <summary>All rows.</summary>
    /// <exception cref="InvalidDataException">Damaged, no CSV, or no such table.</exception>
    public static IReadOnlyList<TRow> Read<TRow>(string path, ImmutableArray<Column<TRow>> columns, ImmutableArray<string> published, Func<RowCells, TRow> make) =>
        Guarded(path, needsLineEnd: true, csv => Rows(path, csv, columns, published, make));

    private static T Guarded<T>(string path, bool needsLineEnd, Func<CsvParser, T> read)
    {
        try
        {
            using var csv = new CsvParser(new StreamReader(GuardedText.Open(path, ResultLimits.LongestLine, needsLineEnd), Utf8), Configuration(path));
            return read(csv);
        }
        catch (Exception e) when (IsDamage(e) && !e.Message.StartsWith(path, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{path}: damaged, or no CSV ({e.Message.Split('\n')[0].Trim()}); expected result rows, plain or gzipped.", e);
        }
    }

    private static List<TRow> Rows<TRow>(string path, CsvParser csv, ImmutableArray<Column<TRow>> columns, ImmutableArray<string> published, Func<RowCells, TRow> make)
    {
        var header = csv.Read() ? string.Join(',', csv.Record!) : "";
        ImmutableArray<string> all = [.. columns.Select(column => column.Name)];
        var isPublished = !published.IsEmpty && header == string.Join(',', published);
        if (!isPublished && header != Names(columns))
        {
            var paper = published.IsEmpty ? "" : $", or that of the paper's files, \"{string.Join(',', published)}\"";
            throw new InvalidDataException($"{path}: line 1: found \"{header}\", expected the header \"{Names(columns)}\"{paper}.");
        }

        var names = isPublished ? published : all;
        var cells = new RowCells(path, all);
        if (isPublished)
            PublishedFileName.Fill(path, published, all, cells.Values);
        int[] places = [.. names.Select(name => all.IndexOf(name))];
        var rows = new List<TRow>();
        while (csv.Read())
        {
            cells.Place = $"line {csv.RawRow}";
            if (rows.Count == ResultLimits.MostRows)
                throw new InvalidDataException($"{path}: {cells.Place}: more than {ResultLimits.MostRows} rows; split the file.");
            if (csv.Count != names.Length)
                throw new InvalidDataException($"{path}: {cells.Place}: found {csv.Count} columns, expected {names.Length}.");
            for (var i = 0; i < places.Length; i++)
                cells.Values[places[i]] = Parse(cells, columns[places[i]], csv[i]);
            rows.Add(make(cells));
        }

        return rows;
    }

    private static object? Parse<TRow>(RowCells cells, Column<TRow> column, string text)
    {
        if (text.Length == 0)
            return column.Optional ? null : throw cells.Misfit(column.Name, text, Expected(column.Type));
        return column.Type switch
        {
            CellType.Text => text,
            CellType.Count when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) => count,
            CellType.Seed when ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) => seed,
            CellType.Number when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => number,
            _ => throw cells.Misfit(column.Name, text, Expected(column.Type)),
        };
    }

    private static string Expected(CellType type) => type switch
    {
        CellType.Text => "text",
        CellType.Number => "a number",
        _ => "a whole number from 0",
    };

    private static CsvConfiguration Configuration(string path) => new(CultureInfo.InvariantCulture)
    {
        MaxFieldSize = 2 * ResultLimits.LongestCell + 2, // The parser counts quotes, and doubled ones twice.
        BadDataFound = bad => throw new InvalidDataException($"{path}: line {bad.Context.Parser?.RawRow}: quote marks that open or close no cell; expected RFC 4180 quotes."),
    };

    /// <summary>What damage shows as: an endless cell or line, a cut or broken archive, bytes that are no text.</summary>
    private static bool IsDamage(Exception e) => e is MaxFieldSizeException or InvalidDataException or DecoderFallbackException;

    private static string Names<TRow>(ImmutableArray<Column<TRow>> columns) => string.Join(',', columns.Select(column => column.Name));
}
