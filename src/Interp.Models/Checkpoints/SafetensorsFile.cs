using System.Buffers.Binary;
using Interp.Models.Checkpoints.Safetensors;
using static TorchSharp.torch;

namespace Interp.Models.Checkpoints;

/// <summary>One file in the safetensors format.</summary>
/// <remarks>
/// Layout: eight bytes of header length (little-endian), a JSON header (name -> dtype, shape, byte range), the data.
/// Source: https://github.com/huggingface/safetensors, whose reader refuses the same things: a header of more than
/// 100 MB, duplicate names, ranges that overlap, leave gaps or do not match dtype and shape.
/// </remarks>
public sealed class SafetensorsFile : Checkpoint
{
    private readonly TensorFile _file;
    private readonly SafetensorsHeader _header;
    private readonly long _dataStart;

    private SafetensorsFile(TensorFile file, SafetensorsHeader header, long dataStart)
        : base(file.Path, header.Tensors.ToDictionary(t => t.Key, t => t.Value.Entry, StringComparer.Ordinal))
    {
        _file = file;
        _header = header;
        _dataStart = dataStart;
    }

    /// <summary>The free text pairs of the header's <c>__metadata__</c>; empty where it has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>Opens a file and checks its header.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Null for <see cref="CheckpointOptions.Default"/>.</param>
    /// <returns>The open file, owned by the caller.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The header is damaged, or does not fit the file.</exception>
    public static new SafetensorsFile Open(string path, CheckpointOptions? options = null)
    {
        var file = new TensorFile(path, options ?? CheckpointOptions.Default);
        try
        {
            var text = ReadHeader(file);
            var dataStart = sizeof(ulong) + text.Length;
            return new SafetensorsFile(file, SafetensorsHeader.Parse(text, file.Length - dataStart, path), dataStart);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    internal override Tensor ReadEntry(CheckpointEntry entry, ScalarType dtype, Device device) =>
        _file.Read(OffsetOf(entry), entry.Shape.AsSpan(), entry.Type, dtype, device);

    internal override void ReadEntryInto(CheckpointEntry entry, Tensor into) => _file.ReadInto(OffsetOf(entry), entry.Type, into);

    internal override Tensor ReadEntryTurned(CheckpointEntry entry, ScalarType dtype) => _file.ReadTurned(OffsetOf(entry), entry, dtype);

    private protected override void CloseFiles() => _file.Dispose();

    private long OffsetOf(CheckpointEntry entry) => _dataStart + _header.Tensors[entry.Name].Start;

    private static byte[] ReadHeader(TensorFile file)
    {
        if (file.Length < sizeof(ulong))
            throw Malformed.File(file.Path, $"{file.Length} bytes are too few for a safetensors file");

        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        file.ReadExactly(0, prefix);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > SafetensorsHeader.MaxLength || (long)length > file.Length - sizeof(ulong))
            throw Malformed.File(
                file.Path, $"the header says it is {length} bytes long, in a file of {file.Length}; at most "
                + $"{SafetensorsHeader.MaxLength} are read. The file is cut short or not a safetensors file");

        var text = new byte[length];
        file.ReadExactly(sizeof(ulong), text);
        return text;
    }
}
