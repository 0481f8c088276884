using static TorchSharp.torch;

namespace Interp.Models.Checkpoints;

/// <summary>The shards of one model, as its index file lists them.</summary>
internal sealed class ShardedCheckpoint : Checkpoint
{
    private readonly IReadOnlyDictionary<string, Checkpoint> _shards;
    private readonly ShardIndex _index;

    private ShardedCheckpoint(ShardIndex index, IReadOnlyDictionary<string, Checkpoint> shards)
        : base(index.Path, shards.Values.SelectMany(shard => shard.Entries).ToDictionary(StringComparer.Ordinal))
    {
        _index = index;
        _shards = shards;
    }

    public static new ShardedCheckpoint Open(string path, CheckpointOptions? options = null)
    {
        var index = ShardIndex.Read(path);
        var shards = new Dictionary<string, Checkpoint>(StringComparer.Ordinal);
        try
        {
            foreach (var name in index.Files)
                shards.Add(name, OpenShard(index, name, options));
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
        ShardOf(entry).ReadEntry(entry, dtype, device);

    internal override void ReadEntryInto(CheckpointEntry entry, Tensor into) => ShardOf(entry).ReadEntryInto(entry, into);

    internal override Tensor ReadEntryTurned(CheckpointEntry entry, ScalarType dtype) => ShardOf(entry).ReadEntryTurned(entry, dtype);

    private protected override string WhereaboutsOf(string name) =>
        _index.Shards.TryGetValue(name, out var shard) ? $"; the index puts it in {Malformed.Quote(shard)}, which has none of that name: the shards belong to another index, or were saved without it" : "";

    private protected override void CloseFiles()
    {
        foreach (var shard in _shards.Values)
            shard.Dispose();
    }

    private Checkpoint ShardOf(CheckpointEntry entry) => _shards[System.IO.Path.GetFileName(entry.File)];

    private static Checkpoint OpenShard(ShardIndex index, string name, CheckpointOptions? options)
    {
        var path = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(index.Path) ?? "", name);
        if (!WeightSets.IsThere(path))
            throw new FileNotFoundException($"{index.Path}: its shard {Malformed.Quote(name)} is missing{(new FileInfo(path).LinkTarget is null ? "" : ", a link that leads nowhere")}; download all {index.Files.Count} shards.", path);

        return name.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) ? SafetensorsFile.Open(path, options) : PyTorchBinFile.Open(path, options);
    }

    /// <summary>
    /// Where a tensor lies is what the shards say. An index may list buffers that no shard has, and shards may hold some that
    /// it does not list: versions differ in which buffers they save. Whether a weight is missing or one too many, the
    /// architecture knows.
    /// </summary>
    private static void CheckKeys(ShardIndex index, Dictionary<string, Checkpoint> shards)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, shard) in shards)
        {
            foreach (var key in shard.Entries.Keys)
            {
                if (!found.TryAdd(key, name))
                    throw Malformed.File(index.Path, $"tensor {Malformed.Quote(key)} is both in {Malformed.Quote(found[key])} and in {Malformed.Quote(name)}");
                if (index.Shards.TryGetValue(key, out var listed) && listed != name)
                    throw Malformed.File(index.Path, $"it puts tensor {Malformed.Quote(key)} in {Malformed.Quote(listed)}, but it is in {Malformed.Quote(name)}; the shards belong to another index");
            }
        }
    }
}
