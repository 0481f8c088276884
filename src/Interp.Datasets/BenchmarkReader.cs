using System.Collections.Immutable;
using Interp.Core.Prompts;

namespace Interp.Datasets;

/// <summary>Finds out which files and which layout to read, and reads them.</summary>
internal static class BenchmarkReader
{
    public static ExampleSet Read(Benchmark benchmark, string path)
    {
        var rows = Directory.Exists(path) ? ReadFolder(benchmark, ref path) : ReadFile(benchmark, path);
        if (rows.IsEmpty)
            throw new InvalidDataException($"{path}: no rows of the {benchmark.Split} split of {benchmark.Title}.");
        if (benchmark.Objection?.Invoke(rows) is { } objection)
            throw new InvalidDataException($"{path}: {objection}");

        return new ExampleSet { Dataset = benchmark.Key, Source = path, Rows = rows };
    }

    private static ImmutableArray<Example> ReadFolder(Benchmark benchmark, ref string path)
    {
        foreach (var layout in benchmark.Layouts)
        {
            foreach (var choice in layout.Files)
            {
                if (choice.In(path) is not { } parts)
                    continue;

                path = parts.Length == 1 ? parts[0] : $"{parts[0]} (and {parts.Length - 1} more)";
                var rows = parts.SelectMany(part => ReadFile(benchmark, part));
                return layout.Distinct ? [.. rows.Distinct()] : [.. rows];
            }
        }

        // The folders a name may stand in would make the line unreadable; the benchmark's page has them.
        var names = benchmark.Layouts.SelectMany(layout => layout.Files).Select(choice => Path.GetFileName(choice.Parts[0])).Distinct();
        throw new FileNotFoundException(
            $"{path}: no file of {benchmark.Title} here; looked, here and in the usual subfolders, for {string.Join(", ", names)}. Data: {benchmark.Origin}.", path);
    }

    private static ImmutableArray<Example> ReadFile(Benchmark benchmark, string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: there is no such file or folder. Data of {benchmark.Title}: {benchmark.Origin}.", path);

        var mismatches = new List<string>();
        foreach (var layout in benchmark.Layouts.Where(layout => layout.MayRead(path)))
        {
            var (rows, mismatch) = layout.Read(path);
            if (mismatch is null)
                return rows;
            mismatches.Add($"{layout.Name}: {mismatch}");
        }

        var reason = mismatches.Count == 0 ? "its name ends in none of " + string.Join(", ", Endings(benchmark)) : string.Join("; ", mismatches);
        throw new InvalidDataException($"{path}: not a known layout of {benchmark.Title} ({reason}). Data: {benchmark.Origin}.");
    }

    private static IEnumerable<string> Endings(Benchmark benchmark) =>
        benchmark.Layouts.SelectMany(layout => layout.Reader.Extensions).Distinct();
}
