using System.Text.Json;

namespace Interp.Models.Hub;

/// <summary>Reads which files a sharded checkpoint consists of.</summary>
internal static class WeightIndex
{
    private const long MaxBytes = 64 << 20;

    /// <summary>Names of the shards that an index lists, each once.</summary>
    /// <exception cref="InvalidDataException">The file is no index, or names files outside the repository.</exception>
    public static IReadOnlyList<string> Shards(string path)
    {
        if (new FileInfo(path).Length is var bytes and > MaxBytes)
            throw Broken(path, $"the file has {bytes} bytes, at most {MaxBytes} are read");
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            if (json.RootElement.ValueKind != JsonValueKind.Object
                || !json.RootElement.TryGetProperty("weight_map", out var map) || map.ValueKind != JsonValueKind.Object)
                throw Broken(path, "expected an object 'weight_map' from tensor names to files");
            var shards = map.EnumerateObject().Select(entry => Shard(path, entry)).Distinct().ToArray();
            return shards.Length > 0 ? shards : throw Broken(path, "'weight_map' is empty");
        }
        catch (JsonException e)
        {
            throw Broken(path, $"line {e.LineNumber + 1} is not JSON", e);
        }
    }

    private static string Shard(string path, JsonProperty entry)
    {
        if (entry.Value.ValueKind != JsonValueKind.String)
            throw Broken(path, $"weight_map['{entry.Name}'] is a {entry.Value.ValueKind}, expected a file name");
        var name = entry.Value.GetString()!;
        return HubNames.PathProblem(name) is { } problem
            ? throw Broken(path, $"weight_map['{entry.Name}'] is '{name}', expected a file name within the repository: {problem}")
            : name;
    }

    private static InvalidDataException Broken(string path, string what, Exception? inner = null) =>
        new($"{path} is not an index of weights: {what}. Delete it, with the blob it links to, and download it again.", inner);
}
