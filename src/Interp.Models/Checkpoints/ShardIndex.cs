using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Interp.Models.Checkpoints;

/// <summary>An index file: which shard holds which tensor.</summary>
/// <param name="Path">The index file.</param>
/// <param name="Shards">Shard file name by tensor name.</param>
/// <param name="Files">The shard file names, each once, in order.</param>
internal sealed record ShardIndex(string Path, IReadOnlyDictionary<string, string> Shards, IReadOnlyList<string> Files)
{
    private const int MaxLength = 64 << 20;
    private const int MaxDepth = 16;

    public static ShardIndex Read(string path)
    {
        var length = new FileInfo(path).Length;
        if (length > MaxLength)
            throw Malformed.File(path, $"{length} bytes are too many for an index file; at most {MaxLength} are read");
        return Parse(File.ReadAllBytes(path), path);
    }

    public static ShardIndex Parse(ReadOnlyMemory<byte> text, string path)
    {
        try
        {
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth });
            if (json.RootElement.ValueKind != JsonValueKind.Object
                || !json.RootElement.TryGetProperty("weight_map", out var map)
                || map.ValueKind != JsonValueKind.Object)
            {
                throw Malformed.File(path, "the index has no object 'weight_map'");
            }

            var shards = ReadMap(map, path);
            return new ShardIndex(path, shards, [.. shards.Values.Distinct().Order(StringComparer.Ordinal)]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Malformed.File(path, $"the index cannot be read ({e.Message.TrimEnd('.')})", e);
        }
    }

    private static Dictionary<string, string> ReadMap(JsonElement map, string path)
    {
        var shards = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in map.EnumerateObject())
        {
            var file = line.Value.ValueKind == JsonValueKind.String ? line.Value.GetString() : null;
            if (!IsPlainName(file))
            {
                throw Malformed.File(
                    path, $"tensor {Malformed.Quote(line.Name)} is in {Malformed.Quote(line.Value.ToString())}; expected the name of a file "
                    + "beside the index");
            }

            if (!shards.TryAdd(line.Name, file))
                throw Malformed.File(path, $"tensor {Malformed.Quote(line.Name)} is listed twice");
        }

        return shards.Count > 0 ? shards : throw Malformed.File(path, "its 'weight_map' is empty");
    }

    // Anything else could lead out of the model's folder.
    private static bool IsPlainName([NotNullWhen(true)] string? name) =>
        !string.IsNullOrEmpty(name) && name is not ("." or "..") && name.AsSpan().IndexOfAny("/\\:\0") < 0;
}
