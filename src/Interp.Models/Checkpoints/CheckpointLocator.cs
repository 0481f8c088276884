using System.Buffers.Binary;

namespace Interp.Models.Checkpoints;

/// <summary>Finds the weights of a folder, and the reader of a file.</summary>
internal static class CheckpointLocator
{
    private const byte PickleProtocol = 0x80;

    public static Checkpoint Open(string path, CheckpointOptions? options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            return OpenFile(FileOf(path), options);
        if (!File.Exists(path))
            throw new FileNotFoundException(
                $"{path}: there is neither a file nor a folder of this name; give a model folder or a weights file.", path);
        return OpenFile(path, options);
    }

    /// <summary>The files that make a folder's model: every JSON file and word list, and the weights that are read.</summary>
    public static IEnumerable<string> FilesOf(string folder)
    {
        var weights = FileOf(folder);
        var ending = WeightSets.IsIndex(weights) ? WeightSets.EndingOfShards(weights) : null;
        return Directory.EnumerateFiles(folder).Where(WeightSets.IsThere).Where(file =>
            file == weights || Path.GetExtension(file) is ".json" or ".txt" or ".model" || (ending is not null && Path.GetExtension(file) == ending));
    }

    /// <summary>The weights that are read: the first whole set, or one that was begun, whose opening says what it lacks.</summary>
    private static string FileOf(string folder)
    {
        var file = WeightSets.FindWhole(folder) ?? WeightSets.FindBegun(folder);
        if (file is null)
            throw Malformed.File(
                folder, $"the folder holds no weights; expected one of {string.Join(", ", WeightSets.Names)}{Adapters(folder)}. A .gguf file is opened by its own path");
        return WeightSets.IsThere(file) ? file : throw new FileNotFoundException(
            $"{file} is a link that leads nowhere: what it stood for was deleted, or never arrived. Delete the link and fetch the file again.", file);
    }

    private static string Adapters(string folder) =>
        File.Exists(Path.Combine(folder, "adapter_config.json")) ? ". It holds LoRA adapters: merge them into their model in Python (merge_and_unload()) and save that" : "";

    private static Checkpoint OpenFile(string path, CheckpointOptions? options) =>
        WeightSets.IsIndex(path) ? ShardedCheckpoint.Open(path, options)
        : path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) ? SafetensorsFile.Open(path, options)
        : path.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase) ? GgufFile.Open(path, options)
        : OpenByFirstBytes(path, options);

    private static Checkpoint OpenByFirstBytes(string path, CheckpointOptions? options)
    {
        Span<byte> start = stackalloc byte[9];
        int length;
        using (var file = File.OpenRead(path))
            length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        start = start[..length];

        if (start.StartsWith("GGUF"u8))
            return GgufFile.Open(path, options);
        if (start.Length == 9 && start[8] == '{' && BinaryPrimitives.ReadUInt64LittleEndian(start) <= Safetensors.SafetensorsHeader.MaxLength)
            return SafetensorsFile.Open(path, options);
        if (start.StartsWith("PK"u8) || start.StartsWith([PickleProtocol]) || path.EndsWith(".bin", StringComparison.OrdinalIgnoreCase))
            return PyTorchBinFile.Open(path, options);

        throw Malformed.File(
            path, "this is no checkpoint of a known kind; known are safetensors, PyTorch zip archives (.bin, .pt, .pth), GGUF, and the "
            + "index files of shards");
    }
}
