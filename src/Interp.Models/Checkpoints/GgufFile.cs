using Interp.Models.Checkpoints.Gguf;
using static TorchSharp.torch;

namespace Interp.Models.Checkpoints;

/// <summary>One GGUF model, in one file or in the parts of a split one: weights, possibly quantised in blocks, and the metadata of the model and its tokenizer.</summary>
/// <remarks>
/// Versions 2 and 3, little-endian. Shapes are given in torch order, [rows, columns]; the file states them the other way
/// round. Values are those of the file: rows that a converter permuted (query and key of <c>llama</c> files) stay permuted.
/// Source: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md and ggml-quants.c of the same repository.
/// </remarks>
public sealed class GgufFile : Checkpoint
{
    private readonly IReadOnlyDictionary<string, TensorFile> _files;
    private readonly GgufHeader _header;

    private GgufFile(string path, IReadOnlyDictionary<string, TensorFile> files, GgufHeader header)
        : base(path, header.Tensors.ToDictionary(t => t.Key, t => t.Value.Entry, StringComparer.Ordinal))
    {
        _files = files;
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

    /// <summary>The files that the model is in: one, or all parts of a split one, in order.</summary>
    public IEnumerable<string> Files => _files.Keys.Order(StringComparer.Ordinal);

    /// <summary>Opens a file and checks its tables; of a split model all parts, whichever of them is named.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Null for <see cref="CheckpointOptions.Default"/>.</param>
    /// <returns>The open file, owned by the caller.</returns>
    /// <exception cref="FileNotFoundException">There is no such file, or a part of the model is missing.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is damaged, of another version or byte order, or holds a block type not known; or parts do not fit.
    /// </exception>
    public static new GgufFile Open(string path, CheckpointOptions? options = null)
    {
        options ??= CheckpointOptions.Default;
        var files = new Dictionary<string, TensorFile>(StringComparer.Ordinal);
        try
        {
            var header = ReadHeader(path, files, options);
            var count = GgufParts.Count(header);
            return new GgufFile(path, files, count == 1 ? header : ReadParts(path, count, files, options));
        }
        catch
        {
            foreach (var file in files.Values)
                file.Dispose();
            throw;
        }
    }

    /// <summary>The tokenizer's tables, as they stand in the metadata.</summary>
    /// <exception cref="InvalidDataException">The file has none, or they are incomplete.</exception>
    public GgufTokenizerTables ReadTokenizer() => GgufTokenizerTables.From(Metadata);

    internal override Tensor ReadEntry(CheckpointEntry entry, ScalarType dtype, Device device) =>
        _files[entry.File].Read(OffsetOf(entry), entry.Shape.AsSpan(), entry.Type, dtype, device);

    internal override void ReadEntryInto(CheckpointEntry entry, Tensor into) => _files[entry.File].ReadInto(OffsetOf(entry), entry.Type, into);

    private protected override void CloseFiles()
    {
        foreach (var file in _files.Values)
            file.Dispose();
    }

    private long OffsetOf(CheckpointEntry entry) => _header.Tensors[entry.Name].Offset;

    /// <summary>The tables of one file, which stays open among the others.</summary>
    private static GgufHeader ReadHeader(string path, Dictionary<string, TensorFile> files, CheckpointOptions options)
    {
        files.TryAdd(path, new TensorFile(path, options));
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        return GgufHeader.Read(stream, path);
    }

    /// <summary>The metadata of the first part, and the tensors of all.</summary>
    private static GgufHeader ReadParts(string path, int count, Dictionary<string, TensorFile> files, CheckpointOptions options)
    {
        foreach (var file in files.Values)
            file.Dispose();
        files.Clear();

        var tensors = new Dictionary<string, GgufTensor>(StringComparer.Ordinal);
        GgufHeader? first = null;
        foreach (var (number, part) in GgufParts.Paths(path, count).Index())
        {
            if (!WeightSets.IsThere(part))
                throw new FileNotFoundException($"{path}: its part {part} is missing; download all {count} parts.", part);
            var header = ReadHeader(part, files, options);
            GgufParts.CheckPart(header, part, number, count);
            first ??= header;
            foreach (var (name, tensor) in header.Tensors)
            {
                if (!tensors.TryAdd(name, tensor))
                    throw Malformed.File(part, $"tensor {Malformed.Quote(name)} is in another part too");
            }
        }

        return first! with { Tensors = tensors };
    }
}
