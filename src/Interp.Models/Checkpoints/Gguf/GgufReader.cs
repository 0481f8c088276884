using System.Runtime.InteropServices;
using System.Text;

namespace Interp.Models.Checkpoints.Gguf;

/// <summary>Reads the little-endian numbers and texts of a GGUF header; never allocates more than the file can fill.</summary>
internal sealed class GgufReader
{
    /// <summary>Bytes of a name: the format allows keys of 65,535 and names of 64.</summary>
    public const int MaxName = ushort.MaxValue;

    // A chat template has some tens of thousands.
    private const int MaxString = 4 << 20;
    private const int MaxNesting = 4;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Stream _stream;
    private readonly string _path;

    public GgufReader(Stream stream, string path)
    {
        _stream = stream;
        _path = path;
        Length = stream.Length;
    }

    /// <summary>Bytes of the file.</summary>
    public long Length { get; }

    /// <summary>Bytes read so far.</summary>
    public long Position { get; private set; }

    public uint ReadUInt32() => Read<uint>();

    public ulong ReadUInt64() => Read<ulong>();

    /// <summary>A count of things that each take at least some bytes of the rest of the file.</summary>
    public int ReadCount(string of, int bytesEach)
    {
        var count = ReadUInt64();
        if (count > (ulong)((Length - Position) / bytesEach) || count > int.MaxValue)
            throw Malformed.File(_path, $"it announces {count} {of} at byte {Position}, more than its {Length} bytes can hold");
        return (int)count;
    }

    public string ReadString(string what, int atMost = MaxString)
    {
        var length = ReadCount($"bytes of {what}", 1);
        if (length > atMost)
            throw Malformed.File(_path, $"{what} before byte {Position} has {length} bytes; at most {atMost} are read");
        var bytes = new byte[length];
        Fill(bytes);
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw Malformed.File(_path, $"{what} before byte {Position} is not UTF-8", e);
        }
    }

    /// <summary>A metadata value: string, bool, long (ulong where it must), double, or an array of these in their own width.</summary>
    public object ReadValue(string key)
    {
        var type = (GgufValueType)ReadUInt32();
        return type switch
        {
            GgufValueType.UInt8 => (long)Read<byte>(),
            GgufValueType.Int8 => (long)Read<sbyte>(),
            GgufValueType.UInt16 => (long)Read<ushort>(),
            GgufValueType.Int16 => (long)Read<short>(),
            GgufValueType.UInt32 => (long)Read<uint>(),
            GgufValueType.Int32 => (long)Read<int>(),
            GgufValueType.Int64 => Read<long>(),
            GgufValueType.UInt64 => Read<ulong>() is var number && number <= long.MaxValue ? (long)number : number,
            GgufValueType.Float32 => (double)Read<float>(),
            GgufValueType.Float64 => Read<double>(),
            GgufValueType.Boolean => ReadBoolean(key),
            GgufValueType.String => ReadString(Malformed.Quote(key)),
            GgufValueType.Array => ReadArray(key, 1),
            _ => throw UnknownType(key, type),
        };
    }

    private Array ReadArray(string key, int depth)
    {
        var type = (GgufValueType)ReadUInt32();
        return type switch
        {
            GgufValueType.UInt8 => ReadNumbers<byte>(key),
            GgufValueType.Int8 => ReadNumbers<sbyte>(key),
            GgufValueType.UInt16 => ReadNumbers<ushort>(key),
            GgufValueType.Int16 => ReadNumbers<short>(key),
            GgufValueType.UInt32 => ReadNumbers<uint>(key),
            GgufValueType.Int32 => ReadNumbers<int>(key),
            GgufValueType.UInt64 => ReadNumbers<ulong>(key),
            GgufValueType.Int64 => ReadNumbers<long>(key),
            GgufValueType.Float32 => ReadNumbers<float>(key),
            GgufValueType.Float64 => ReadNumbers<double>(key),
            GgufValueType.Boolean => Array.ConvertAll(ReadNumbers<byte>(key), b => b != 0),
            GgufValueType.String => ReadEach(key, sizeof(ulong), () => ReadString(Malformed.Quote(key))),
            GgufValueType.Array when depth < MaxNesting => ReadEach(key, sizeof(uint) + sizeof(ulong), () => ReadArray(key, depth + 1)),
            GgufValueType.Array => throw Malformed.File(_path, $"metadata {Malformed.Quote(key)} nests arrays more than {MaxNesting} deep"),
            _ => throw UnknownType(key, type),
        };
    }

    private T[] ReadNumbers<T>(string key) where T : unmanaged
    {
        var numbers = new T[ReadCount($"elements of {Malformed.Quote(key)}", Marshal.SizeOf<T>())];
        Fill(MemoryMarshal.AsBytes(numbers.AsSpan()));
        return numbers;
    }

    private T[] ReadEach<T>(string key, int bytesEach, Func<T> read)
    {
        var items = new T[ReadCount($"elements of {Malformed.Quote(key)}", bytesEach)];
        for (var i = 0; i < items.Length; i++)
            items[i] = read();
        return items;
    }

    private bool ReadBoolean(string key) => Read<byte>() switch
    {
        0 => false,
        1 => true,
        var other => throw Malformed.File(_path, $"metadata {Malformed.Quote(key)} is a boolean of value {other}"),
    };

    private T Read<T>() where T : unmanaged
    {
        T value = default;
        Fill(MemoryMarshal.AsBytes(new Span<T>(ref value)));
        return value;
    }

    private void Fill(Span<byte> into)
    {
        if (_stream.ReadAtLeast(into, into.Length, throwOnEndOfStream: false) < into.Length)
            throw Malformed.File(_path, $"it ends at byte {Length}, in the middle of its header");
        Position += into.Length;
    }

    private InvalidDataException UnknownType(string key, GgufValueType type) =>
        Malformed.File(
            _path, $"metadata {Malformed.Quote(key)} is of type number {(uint)type}; known are 0 to {(uint)GgufValueType.Float64}");
}
