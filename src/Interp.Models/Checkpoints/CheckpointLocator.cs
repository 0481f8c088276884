using System.Buffers.Binary;

namespace Interp.Models.Checkpoints;

/// <summary>Finds the weights of a folder, and the reader of a file.</summary>
internal static class CheckpointLocator
{
    private const string IndexEnding = ".index.json";
    private const byte PickleProtocol = 0x80;

    private static readonly string[] FolderFiles =
        ["model.safetensors", "model.safetensors" + IndexEnding, "pytorch_model.bin", "pytorch_model.bin" + IndexEnding];

    public static Checkpoint Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            return OpenFile(FileOf(path));
        if (!File.Exists(path))
            throw new FileNotFoundException(
                $"{path}: there is neither a file nor a folder of this name; give a model folder or a weights file.", path);
        return OpenFile(path);
    }

    /// <summary>The files that make a folder's model: every JSON file and word list, and the weights that are read.</summary>
    public static IEnumerable<string> FilesOf(string folder)
    {
        var weights = FileOf(folder);
        var ending = weights.EndsWith(IndexEnding, StringComparison.OrdinalIgnoreCase) ? Path.GetExtension(weights[..^IndexEnding.Length]) : null;
        return Directory.EnumerateFiles(folder).Where(file =>
            file == weights || Path.GetExtension(file) is ".json" or ".txt" or ".model" || (ending is not null && Path.GetExtension(file) == ending));
    }

    private static string FileOf(string folder) =>
        FolderFiles.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
        ?? throw Malformed.File(
            folder, $"the folder holds no weights; expected one of {string.Join(", ", FolderFiles)}. A .gguf file is opened by its own "
            + "path");

    private static Checkpoint OpenFile(string path) =>
        path.EndsWith(IndexEnding, StringComparison.OrdinalIgnoreCase) ? ShardedCheckpoint.Open(path)
        : path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) ? SafetensorsFile.Open(path)
        : path.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase) ? GgufFile.Open(path)
        : OpenByFirstBytes(path);

    private static Checkpoint OpenByFirstBytes(string path)
    {
        Span<byte> start = stackalloc byte[9];
        int length;
        using (var file = File.OpenRead(path))
            length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        start = start[..length];

        if (start.StartsWith("GGUF"u8))
            return GgufFile.Open(path);
        if (start.Length == 9 && start[8] == '{' && BinaryPrimitives.ReadUInt64LittleEndian(start) <= Safetensors.SafetensorsHeader.MaxLength)
            return SafetensorsFile.Open(path);
        if (start.StartsWith("PK"u8) || start.StartsWith([PickleProtocol]) || path.EndsWith(".bin", StringComparison.OrdinalIgnoreCase))
            return PyTorchBinFile.Open(path);

        throw Malformed.File(
            path, "this is no checkpoint of a known kind; known are safetensors, PyTorch zip archives (.bin, .pt, .pth), GGUF, and the "
            + "index files of shards");
    }
}
