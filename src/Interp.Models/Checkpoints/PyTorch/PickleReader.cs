using System.Text;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Interp.Models.Checkpoints.PyTorch;

/// <summary>Reads the instructions of a pickle and their arguments.</summary>
internal sealed class PickleReader(byte[] pickle, string path)
{
    private const int MaxProtocol = 5;
    private const int MaxLine = 512;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private int _at;

    public PickleOpcode ReadOpcode() => (PickleOpcode)Take(1)[0];

    public int ReadByte() => Take(1)[0];

    public int ReadUInt16() => ReadUInt16LittleEndian(Take(2));

    public int ReadInt32() => ReadInt32LittleEndian(Take(4));

    public uint ReadUInt32() => ReadUInt32LittleEndian(Take(4));

    public double ReadDouble() => ReadDoubleBigEndian(Take(8));

    public void ReadProtocol()
    {
        if (ReadByte() is > MaxProtocol and var protocol)
            throw Damaged($"it is of protocol {protocol}; known are those up to {MaxProtocol}");
    }

    /// <summary>The length of a frame says nothing that the instructions do not.</summary>
    public void SkipFrame() => Take(8);

    /// <summary>A little-endian two's complement number of as many bytes as the first byte says.</summary>
    public long ReadLong()
    {
        var bytes = Take(ReadByte());
        if (bytes.Length > sizeof(long))
            throw Damaged($"it holds an integer of {bytes.Length} bytes");
        if (bytes.Length == 0)
            return 0;

        Span<byte> extended = stackalloc byte[sizeof(long)];
        extended.Fill((bytes[^1] & 0x80) != 0 ? (byte)0xff : (byte)0);
        bytes.CopyTo(extended);
        return ReadInt64LittleEndian(extended);
    }

    public string ReadText(long length)
    {
        try
        {
            return StrictUtf8.GetString(Take(length));
        }
        catch (DecoderFallbackException e)
        {
            throw Malformed.File(path, $"the pickle is damaged: text before byte {_at} is not UTF-8", e);
        }
    }

    /// <summary>Text up to the end of the line.</summary>
    public string ReadLine()
    {
        var rest = pickle.AsSpan(_at);
        var length = rest[..Math.Min(rest.Length, MaxLine)].IndexOf((byte)'\n');
        if (length < 0)
            throw Damaged($"a name has no end within {MaxLine} bytes");

        var line = ReadText(length);
        _at++;
        return line;
    }

    public InvalidDataException Damaged(string what) => Malformed.File(path, $"the pickle is damaged: {what} (before byte {_at})");

    private ReadOnlySpan<byte> Take(long length)
    {
        if (length > pickle.Length - _at)
            throw Damaged($"it ends {length - (pickle.Length - _at)} bytes early");

        var bytes = pickle.AsSpan(_at, (int)length);
        _at += (int)length;
        return bytes;
    }
}
