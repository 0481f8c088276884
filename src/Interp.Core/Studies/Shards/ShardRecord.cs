using System.Collections.Immutable;
using System.Text.Json;
using Interp.Core.Studies.Specs;
using Interp.Core.Studies.Stores;

namespace Interp.Core.Studies.Shards;

/// <summary>What a shard left when it came to its end: its cells, as a manifest has them.</summary>
internal sealed record ShardRecord
{
    private const string FileName = "shard.json";

    /// <summary>Which shard.</summary>
    public required int Index { get; init; }

    /// <summary>Its cells.</summary>
    public required ImmutableArray<ManifestCell> Cells { get; init; }

    /// <summary>True where it needs not be run again.</summary>
    public bool IsDone() => Cells.All(cell => cell.State == CellState.Done);

    /// <summary>Reads one; null where the shard has not come to its end.</summary>
    /// <exception cref="InvalidDataException">Damaged.</exception>
    public static ShardRecord? Read(string shardFolder)
    {
        var path = Path.Combine(shardFolder, FileName);
        if (!File.Exists(path))
            return null;
        try
        {
            return JsonSerializer.Deserialize<ShardRecord>(File.ReadAllBytes(path), SpecJson.Options) is { Cells.IsDefault: false } record ? record : throw new JsonException("it has no cells.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: damaged: {e.Message} Delete it and run the shard again; what was measured is kept.", e);
        }
    }

    /// <summary>Writes it.</summary>
    public void Write(string shardFolder) => SafeFile.WriteText(Path.Combine(shardFolder, FileName), JsonSerializer.Serialize(this, SpecJson.Options) + "\n");
}
