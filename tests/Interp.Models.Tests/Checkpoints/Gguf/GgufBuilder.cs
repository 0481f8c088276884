using System.Text;

namespace Interp.Models.Tests.Checkpoints.Gguf;

/// <summary>Writes GGUF files.</summary>
internal sealed class GgufBuilder
{
    private readonly List<byte[]> _pairs = [];
    private readonly List<(string Name, uint Type, ulong[] Dimensions, byte[] Data)> _tensors = [];

    public uint Version { get; init; } = 3;

    public GgufBuilder Text(string key, string value) => Pair(key, 8, w => Write(w, value));

    public GgufBuilder Number(string key, uint value) => Pair(key, 4, w => w.Write(value));

    public GgufBuilder Texts(string key, params string[] values) => Pair(key, 9, w =>
    {
        w.Write(8u);
        w.Write((ulong)values.Length);
        foreach (var value in values)
            Write(w, value);
    });

    /// <summary>An array in an array in ... an array of one byte.</summary>
    public GgufBuilder Nested(string key, int depth) => Pair(key, 9, w =>
    {
        for (var i = 1; i < depth; i++)
        {
            w.Write(9u);
            w.Write(1ul);
        }

        w.Write(0u);
        w.Write(1ul);
        w.Write((byte)7);
    });

    public GgufBuilder Pair(string key, uint type, Action<BinaryWriter> value)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        Write(writer, key);
        writer.Write(type);
        value(writer);
        _pairs.Add(memory.ToArray());
        return this;
    }

    public GgufBuilder Tensor(string name, uint type, ulong[] dimensions, byte[] data)
    {
        _tensors.Add((name, type, dimensions, data));
        return this;
    }

    public byte[] Build()
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        writer.Write("GGUF"u8);
        writer.Write(Version);
        writer.Write((ulong)_tensors.Count);
        writer.Write((ulong)_pairs.Count);
        foreach (var pair in _pairs)
            writer.Write(pair);

        var offset = 0ul;
        foreach (var (name, type, dimensions, data) in _tensors)
        {
            Write(writer, name);
            writer.Write((uint)dimensions.Length);
            foreach (var dimension in dimensions)
                writer.Write(dimension);
            writer.Write(type);
            writer.Write(offset);
            offset += ((ulong)data.Length + 31) / 32 * 32;
        }

        foreach (var tensor in _tensors)
        {
            Pad(writer);
            writer.Write(tensor.Data);
        }

        Pad(writer);
        return memory.ToArray();
    }

    private static void Pad(BinaryWriter writer)
    {
        while (writer.BaseStream.Position % 32 != 0)
            writer.Write((byte)0);
    }

    private static void Write(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }
}
