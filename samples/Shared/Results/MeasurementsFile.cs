using System.Globalization;
using System.IO.Compression;
using CsvHelper;
using CsvHelper.Configuration;
using Interp.Core;
using Interp.Core.Studies;

namespace Interp.Samples.Shared.Results;

/// <summary>Result rows as CSV. The paper's own files, each of one model and without its name, are read too; files may be compressed (.csv.gz).</summary>
public static class MeasurementsFile
{
    private const int MostRows = 20_000_000;
    private const int LongestCell = 1_000;
    private static readonly string Header = string.Join(',', MeasurementColumns.All.Select(column => column.Name));
    private static readonly string PaperHeader = string.Join(',', MeasurementColumns.OfPaper.Select(column => column.Name));

    /// <summary>Writes rows; numbers in the shortest form that reads back to the same bits.</summary>
    public static void Write(string path, IEnumerable<Measurement> rows)
    {
        using var csv = new CsvWriter(new StreamWriter(path) { NewLine = "\n" }, new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" });
        foreach (var column in MeasurementColumns.All)
            csv.WriteField(column.Name);
        csv.NextRecord();
        foreach (var row in rows)
        {
            foreach (var column in MeasurementColumns.All)
                csv.WriteField(column.Text(row));
            csv.NextRecord();
        }
    }

    /// <summary>Reads all rows.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Not such a file; the message names line, column, what was found and expected.</exception>
    public static IReadOnlyList<Measurement> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: there is no such file; expected result rows as CSV ({Header}), plain or gzipped.", path);
        try
        {
            using var csv = new CsvParser(new StreamReader(Open(path)), Configuration(path));
            return [.. Rows(path, csv)];
        }
        catch (Exception e) when (e is MaxFieldSizeException || (e is InvalidDataException && !e.Message.StartsWith(path, StringComparison.Ordinal)))
        {
            throw new InvalidDataException($"{path}: damaged, or no CSV ({e.Message.Split('\n')[0].Trim()}); expected result rows ({Header}), plain or gzipped.", e);
        }
    }

    private static CsvConfiguration Configuration(string path) => new(CultureInfo.InvariantCulture)
    {
        MaxFieldSize = LongestCell,
        BadDataFound = bad => throw new InvalidDataException($"{path}: line {bad.Context.Parser?.RawRow}: quote marks that open or close no cell; expected RFC 4180 quotes."),
    };

    private static Stream Open(string path)
    {
        var file = File.OpenRead(path);
        var zipped = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        return zipped ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private static IEnumerable<Measurement> Rows(string path, CsvParser csv)
    {
        var header = csv.Read() ? string.Join(',', csv.Record!) : "";
        if (header != Header && header != PaperHeader)
            throw new InvalidDataException($"{path}: line 1: found \"{header}\", expected the header \"{Header}\", or that of the paper's files, \"{PaperHeader}\".");
        (string, Protocol)? paper = header == PaperHeader ? (Path.GetFileName(path).Split('.')[0], Protocol.Published) : null;

        for (var count = 0; csv.Read(); count++)
        {
            if (count == MostRows)
                throw new InvalidDataException($"{path}: line {csv.RawRow}: more than {MostRows} rows; split the file.");
            yield return MeasurementColumns.Row(path, csv.RawRow, csv.Record!, paper);
        }
    }
}
