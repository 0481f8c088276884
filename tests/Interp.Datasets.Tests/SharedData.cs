using System.Text.Json;
using Interp.Core.Prompts;

namespace Interp.Datasets.Tests;

/// <summary>Real dataset files that lie beside the repository; tests that need them skip where they are absent.</summary>
internal static class SharedData
{
    /// <summary>The path of a file or folder; skips the test where there is none.</summary>
    public static string Path(string relative) => Repository.Shared(relative);

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
}
