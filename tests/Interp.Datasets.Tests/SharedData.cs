using System.Text.Json;
using Interp.Core.Prompts;

namespace Interp.Datasets.Tests;

/// <summary>Real dataset files that lie beside the repository; tests that need them skip where they are absent.</summary>
internal static class SharedData
{
    public static string? Root { get; } = Find();

    /// <summary>The path of a file or folder; skips the test where there is none.</summary>
    public static string Path(string relative)
    {
        var path = Root is null ? null : System.IO.Path.Combine(Root, relative);
        Skip.If(path is null || !System.IO.Path.Exists(path), $"needs {relative} of the shared data beside the repository");
        return path!;
    }

    /// <summary>The folder that holds a benchmark's original files.</summary>
    public static string Folder(string key) => Path("datasets/" + key switch
    {
        "agnews" => "ag_news",
        "dbpedia" => "dbpedia_14",
        "sst2_ab" => "sst2",
        _ when key.StartsWith("tweet_eval", StringComparison.Ordinal) => "tweet_eval",
        _ => key,
    });

    /// <summary>Rows as JSON Lines, independent of the library's readers.</summary>
    public static IReadOnlyList<Example> ExpectedRows(string file, string label, params string[] fields)
    {
        return [.. File.ReadLines(Path($"datasets/_derived_hf_layout/{file}")).Select(Parse)];

        Example Parse(string line)
        {
            using var row = JsonDocument.Parse(line);
            return new Example(
                [.. fields.Select(field => row.RootElement.GetProperty(field).GetString()!)],
                row.RootElement.GetProperty(label).GetInt32());
        }
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(System.IO.Path.Combine(folder.FullName, "Interp.sln")))
                continue;
            var shared = System.IO.Path.Combine(folder.Parent?.FullName ?? "", "shared");
            return Directory.Exists(shared) ? shared : null;
        }

        return null;
    }
}
