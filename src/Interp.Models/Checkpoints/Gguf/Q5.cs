using static System.Buffers.Binary.BinaryPrimitives;

namespace Interp.Models.Checkpoints.Gguf;

/// <summary>Q5_0 and Q5_1: nibbles as in Q4; the fifth bit of value i is bit i of a word of 32.</summary>
internal static class Q5
{
    /// <summary>Q5_0: d (q - 16).</summary>
    public static void DecodeScaled(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = (float)ReadHalfLittleEndian(block);
        Unpack(block[2..], values);
        foreach (ref var value in values)
            value = (value - 16) * scale;
    }

    /// <summary>Q5_1: d q + m.</summary>
    public static void DecodeAffine(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = (float)ReadHalfLittleEndian(block);
        var minimum = (float)ReadHalfLittleEndian(block[2..]);
        Unpack(block[4..], values);
        foreach (ref var value in values)
            value = value * scale + minimum;
    }

    private static void Unpack(ReadOnlySpan<byte> bits, Span<float> values)
    {
        var fifth = ReadUInt32LittleEndian(bits);
        var packed = bits.Slice(4, 16);
        var low = values[..16];
        var high = values.Slice(16, 16);
        for (var i = 0; i < 16; i++)
        {
            low[i] = (packed[i] & 15) | (int)((fifth >> i) & 1) << 4;
            high[i] = (packed[i] >> 4) | (int)((fifth >> (i + 16)) & 1) << 4;
        }
    }
}
