using Interp.Models.Checkpoints.Gguf;
using static TorchSharp.torch;

namespace Interp.Models.Checkpoints;

/// <summary>One GGUF file: weights, possibly quantised in blocks, and the metadata of the model and its tokenizer.</summary>
/// <remarks>
/// Versions 2 and 3, little-endian. Shapes are given in torch order, [rows, columns]; the file states them the other way
/// round. Values are those of the file: rows that a converter permuted (query and key of <c>llama</c> files) stay permuted.
/// Source: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md and ggml-quants.c of the same repository.
/// </remarks>
public sealed class GgufFile : Checkpoint
{
    private readonly TensorFile _file;
    private readonly GgufHeader _header;

    private GgufFile(TensorFile file, GgufHeader header)
        : base(file.Path, header.Tensors.ToDictionary(t => t.Key, t => t.Value.Entry, StringComparer.Ordinal))
    {
        _file = file;
        _header = header;
        Metadata = header.Metadata;
    }

    /// <summary>The format's version, 2 or 3.</summary>
    public int Version => _header.Version;

    /// <summary>All key/value pairs of the file.</summary>
    public GgufMetadata Metadata { get; }

    /// <summary>The model family, <c>general.architecture</c>; the prefix of its own keys.</summary>
    /// <exception cref="InvalidDataException">The file does not say.</exception>
    public string Architecture => Metadata.GetString("general.architecture");

    /// <summary>Opens a file and checks its tables.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The open file, owned by the caller.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is damaged, of another version or byte order, one part of a split model, or holds a block type not known.
    /// </exception>
    public static new GgufFile Open(string path)
    {
        var file = new TensorFile(path);
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
            return new GgufFile(file, GgufHeader.Read(stream, path));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The tokenizer's tables, as they stand in the metadata.</summary>
    /// <exception cref="InvalidDataException">The file has none, or they are incomplete.</exception>
    public GgufTokenizerTables ReadTokenizer() => GgufTokenizerTables.From(Metadata);

    internal override Tensor ReadEntry(CheckpointEntry entry, ScalarType dtype, Device device)
    {
        var offset = _header.Tensors[entry.Name].Offset;
        if (entry.Type.ScalarType() is { } stored)
            return _file.Read(offset, entry.Shape.AsSpan(), stored, dtype, device);

        return BlockReader.Read(_file, offset, entry.Shape.AsSpan(), BlockFormats.Of(entry.Type), dtype, device);
    }

    private protected override void CloseFiles() => _file.Dispose();
}
