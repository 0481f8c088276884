using System.Collections.Immutable;

namespace Interp.Core.Results;

/// <summary>All result rows of a folder, of any number of models.</summary>
public sealed record ResultsFolder
{
    private const int Deepest = 4;
    private static readonly string[] Endings = [".parquet", ".csv", ".csv.gz"]; // The first that is there is read.

    private ResultsFolder(string path) => Path = path;

    /// <summary>The folder, as it was given.</summary>
    public string Path { get; }

    /// <summary>Calibrated accuracy and permuted score.</summary>
    public IReadOnlyList<Measurement> Measurements { get; private init; } = [];

    /// <summary>Every other measure.</summary>
    public IReadOnlyList<MeasureRow> Measures { get; private init; } = [];

    /// <summary>Accuracy with parts ablated.</summary>
    public IReadOnlyList<AblationRow> Ablations { get; private init; } = [];

    /// <summary>Heads' attention to labels.</summary>
    public IReadOnlyList<AttentionRow> Attention { get; private init; } = [];

    /// <summary>All scores of heads.</summary>
    public IReadOnlyList<HeadRow> Heads { get; private init; } = [];

    /// <summary>The files that were read, relative to the folder.</summary>
    public ImmutableArray<string> Files { get; private init; }

    /// <summary>Files with the ending of a table that hold none of these tables, and second copies in another format; not read.</summary>
    public ImmutableArray<string> Skipped { get; private init; }

    /// <summary>The models that there are rows of, in order.</summary>
    public IReadOnlyList<string> Models => [.. Rows().Select(row => row.Model).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The rows of one model only.</summary>
    /// <param name="model">The model's name.</param>
    /// <exception cref="ArgumentException">There are no rows of it; the message lists the models there are.</exception>
    public ResultsFolder Of(string model)
    {
        if (!Models.Contains(model))
            throw new ArgumentException($"{Path}: there are no rows of {model}; there are rows of {(Models.Count == 0 ? "no model" : string.Join(", ", Models))}.", nameof(model));
        return this with
        {
            Measurements = [.. Measurements.Where(row => row.Model == model)],
            Measures = [.. Measures.Where(row => row.Model == model)],
            Ablations = [.. Ablations.Where(row => row.Model == model)],
            Attention = [.. Attention.Where(row => row.Model == model)],
            Heads = [.. Heads.Where(row => row.Model == model)],
        };
    }

    /// <summary>Reads every result file in a folder and the folders in it, known by their columns.</summary>
    /// <param name="folder">Files of this library, or of the paper's authors, as CSV, gzipped CSV or Parquet. Of files that differ in their ending only, one is read.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or two rows are of the same; the message says which and where.</exception>
    public static ResultsFolder Read(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"{folder}: there is no such folder; expected one with result files.");

        string[] all = [.. Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = Deepest })
            .Where(path => EndingOf(path) >= 0).Order(StringComparer.Ordinal)];
        var chosen = all.GroupBy(Stem).Select(same => same.MinBy(EndingOf)!).Select(path => (Path: path, Columns: Header(path))).ToArray();
        string[] Of<TRow>(ResultTable<TRow> table)
            where TRow : ResultRow => [.. chosen.Where(file => table.Has(file.Columns)).Select(file => file.Path)];

        string[] measurements = Of(ResultTables.Measurements), measures = Of(ResultTables.Measures), ablations = Of(ResultTables.Ablations), attention = Of(ResultTables.Attention), heads = Of(ResultTables.Heads);
        string[] read = [.. measurements, .. measures, .. ablations, .. attention, .. heads];
        return new ResultsFolder(folder)
        {
            Measurements = Rows(ResultTables.Measurements, measurements),
            Measures = Rows(ResultTables.Measures, measures),
            Ablations = Rows(ResultTables.Ablations, ablations),
            Attention = Rows(ResultTables.Attention, attention),
            Heads = Rows(ResultTables.Heads, heads),
            Files = [.. read.Select(Relative).Order(StringComparer.Ordinal)],
            Skipped = [.. all.Except(read).Select(Relative)],
        };

        string Relative(string path) => System.IO.Path.GetRelativePath(folder, path);
    }

    private IEnumerable<ResultRow> Rows() => Measurements.Concat<ResultRow>(Measures).Concat(Ablations).Concat(Attention).Concat(Heads);

    private static List<TRow> Rows<TRow>(ResultTable<TRow> table, string[] files)
        where TRow : ResultRow
    {
        var rows = new List<TRow>();
        var seen = new Dictionary<RowKey, string>();
        foreach (var file in files)
        {
            foreach (var row in table.Read(file))
            {
                if (!seen.TryAdd(row.Key, file))
                    throw new InvalidDataException($"{file}: a second row of {row.Key}; the first is in {(seen[row.Key] == file ? "the same file" : seen[row.Key])}. Take one of them away.");
                rows.Add(row);
            }
        }

        return rows;
    }

    private static ImmutableArray<string> Header(string path) => ParquetFormat.Is(path) ? ParquetFormat.Header(path) : CsvFormat.Header(path);

    private static int EndingOf(string path) => Array.FindIndex(Endings, ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    private static string Stem(string path) => path[..^Endings[EndingOf(path)].Length];
}
