using System.Numerics;

namespace Interp.Models.Checkpoints.Gguf;

/// <summary>The checked tables of a GGUF file.</summary>
/// <param name="Version">2 or 3.</param>
/// <param name="Metadata">The key/value pairs.</param>
/// <param name="Tensors">Tensors by name.</param>
internal sealed record GgufHeader(int Version, GgufMetadata Metadata, IReadOnlyDictionary<string, GgufTensor> Tensors)
{
    private const uint Magic = 0x46554747; // "GGUF"
    private const int MaxRank = 4;
    private const int MaxAlignment = 1 << 20;
    private const int DefaultAlignment = 32;

    // Key length, value type, a value of one byte; name length, rank, type, offset.
    private const int MinPairBytes = 8 + 4 + 1;
    private const int MinTensorBytes = 8 + 4 + 4 + 8;

    /// <summary>Reads and checks the tables at the start of a stream.</summary>
    /// <param name="stream">The whole file, at its start.</param>
    /// <param name="path">The file, for messages.</param>
    public static GgufHeader Read(Stream stream, string path)
    {
        var reader = new GgufReader(stream, path);
        var version = ReadVersion(reader, path);
        var tensorCount = reader.ReadCount("tensors", MinTensorBytes);
        var metadata = new GgufMetadata(path, ReadPairs(reader, path));
        var lines = new List<GgufTensor>();
        for (var i = 0; i < tensorCount; i++)
            lines.Add(ReadTensor(reader, path));

        return new GgufHeader(version, metadata, Place(lines, metadata, reader, path));
    }

    private static int ReadVersion(GgufReader reader, string path)
    {
        if (reader.ReadUInt32() != Magic)
            throw Malformed.File(path, "it does not start with 'GGUF'; it is no GGUF file, or older than that format. Convert the model again");

        var version = reader.ReadUInt32();
        if (version is 2 or 3)
            return (int)version;
        if ((version & 0xffff) == 0 && version != 0)
            throw Malformed.File(path, "it is a big-endian GGUF file; only little-endian ones are read. Convert the model again, little-endian");
        throw Malformed.File(path, $"it is of GGUF version {version}; versions 2 and 3 are read. Convert the model again");
    }

    private static Dictionary<string, object> ReadPairs(GgufReader reader, string path)
    {
        var count = reader.ReadCount("metadata pairs", MinPairBytes);
        var pairs = new Dictionary<string, object>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            var key = reader.ReadString("a metadata key", GgufReader.MaxName);
            if (!pairs.TryAdd(key, reader.ReadValue(key)))
                throw Malformed.File(path, $"the metadata key {Malformed.Quote(key)} is given twice");
        }

        return pairs;
    }

    /// <summary>A line as it stands: the offset still counted from the start of the data.</summary>
    private static GgufTensor ReadTensor(GgufReader reader, string path)
    {
        var name = reader.ReadString("a tensor's name", GgufReader.MaxName);
        var quoted = Malformed.Quote(name);
        var rank = reader.ReadUInt32();
        if (rank > MaxRank)
            throw Malformed.File(path, $"tensor {quoted} has {rank} axes; at most {MaxRank} are possible");

        var shape = new long[rank];
        for (var i = shape.Length - 1; i >= 0; i--)
            shape[i] = (long)Math.Min(reader.ReadUInt64(), long.MaxValue);

        var number = reader.ReadUInt32();
        var type = GgufTypes.Parse(number) ?? throw Malformed.File(
            path, $"tensor {quoted} is of type {GgufTypes.Describe(number)}; known are {GgufTypes.Names}. Quantise the model to one of these");
        var offset = reader.ReadUInt64();
        if (!Shapes.TryCount(shape, out var count) || offset > long.MaxValue / 2)
            throw Malformed.File(path, $"tensor {quoted} has shape {Shapes.Text(shape)} at offset {offset}: no file is that large");

        var entry = new CheckpointEntry(name, type, [.. shape], path);
        return new GgufTensor(entry, (long)offset, Bytes(entry, count, path));
    }

    private static long Bytes(CheckpointEntry entry, long count, string path)
    {
        if (entry.Type.ScalarType() is { } scalar)
            return count * scalar.Size();

        var format = BlockFormats.Of(entry.Type);
        if (entry.Shape is [] || entry.Shape[^1] % format.Elements != 0)
            throw Malformed.File(
                path, $"tensor {Malformed.Quote(entry.Name)} {Shapes.Text(entry.Shape.AsSpan())} has rows that are not whole "
                + $"{entry.Type} blocks of {format.Elements}");
        return count / format.Elements * format.Bytes;
    }

    private static Dictionary<string, GgufTensor> Place(List<GgufTensor> lines, GgufMetadata metadata, GgufReader reader, string path)
    {
        var alignment = Alignment(metadata);
        var dataStart = (reader.Position + alignment - 1) / alignment * alignment;
        var tensors = new Dictionary<string, GgufTensor>(StringComparer.Ordinal);
        var end = 0L;

        foreach (var line in lines.OrderBy(t => t.Offset).ThenBy(t => t.Length))
        {
            var quoted = Malformed.Quote(line.Entry.Name);
            if (line.Offset % alignment != 0 || line.Offset < end)
                throw Malformed.File(
                    path, $"tensor {quoted} starts at byte {line.Offset} of the data, which is not a multiple of {alignment} or lies in "
                    + "the tensor before");

            end = line.Offset + line.Length;
            if (end > reader.Length - dataStart)
                throw Malformed.File(
                    path, $"tensor {quoted} ends at byte {end} of the data, which has {Math.Max(0, reader.Length - dataStart)}: the "
                    + "file is cut short or damaged");
            if (!tensors.TryAdd(line.Entry.Name, line with { Offset = dataStart + line.Offset }))
                throw Malformed.File(path, $"two tensors are named {quoted}");
        }

        return tensors;
    }

    private static long Alignment(GgufMetadata metadata)
    {
        const string Key = "general.alignment";
        var alignment = metadata.FindInt64(Key) ?? DefaultAlignment;
        if (alignment is < 1 or > MaxAlignment || !BitOperations.IsPow2(alignment))
            throw metadata.Refuse(Key, $"is {alignment}, expected a power of two up to {MaxAlignment}");
        return alignment;
    }
}
