using static TorchSharp.torch;

namespace Interp.Models.Checkpoints;

/// <summary>The shards of one model, as its index file lists them.</summary>
internal sealed class ShardedCheckpoint : Checkpoint
{
    private readonly IReadOnlyDictionary<string, Checkpoint> _shards;
    private readonly ShardIndex _index;

    private ShardedCheckpoint(ShardIndex index, IReadOnlyDictionary<string, Checkpoint> shards)
        : base(index.Path, index.Shards.ToDictionary(key => key.Key, key => shards[key.Value].Entries[key.Key], StringComparer.Ordinal))
    {
        _index = index;
        _shards = shards;
    }

    public static new ShardedCheckpoint Open(string path)
    {
        var index = ShardIndex.Read(path);
        var shards = new Dictionary<string, Checkpoint>(StringComparer.Ordinal);
        try
        {
            foreach (var name in index.Files)
                shards.Add(name, OpenShard(index, name));
            CheckKeys(index, shards);
            return new ShardedCheckpoint(index, shards);
        }
        catch
        {
            foreach (var shard in shards.Values)
                shard.Dispose();
            throw;
        }
    }

    internal override Tensor ReadEntry(CheckpointEntry entry, ScalarType dtype, Device device) =>
        _shards[_index.Shards[entry.Name]].ReadEntry(entry, dtype, device);

    private protected override void CloseFiles()
    {
        foreach (var shard in _shards.Values)
            shard.Dispose();
    }

    private static Checkpoint OpenShard(ShardIndex index, string name)
    {
        var path = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(index.Path) ?? "", name);
        if (!File.Exists(path))
            throw new FileNotFoundException($"{index.Path}: its shard '{name}' is missing; download all {index.Files.Count} shards.", path);

        return name.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) ? SafetensorsFile.Open(path) : PyTorchBinFile.Open(path);
    }

    private static void CheckKeys(ShardIndex index, Dictionary<string, Checkpoint> shards)
    {
        foreach (var (key, name) in index.Shards)
        {
            if (!shards[name].Entries.ContainsKey(key))
                throw Malformed.File(
                    index.Path, $"it puts tensor {Malformed.Quote(key)} in '{name}', which has none of that name; the shards belong to "
                    + "another index");
        }

        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, shard) in shards)
        {
            foreach (var key in shard.Entries.Keys)
            {
                if (!found.TryAdd(key, name))
                    throw Malformed.File(index.Path, $"tensor {Malformed.Quote(key)} is both in '{found[key]}' and in '{name}'");
                if (!index.Shards.ContainsKey(key))
                    throw Malformed.File(index.Path, $"'{name}' holds the tensor {Malformed.Quote(key)}, which the index does not list");
            }
        }
    }
}
