using static System.Buffers.Binary.BinaryPrimitives;

namespace Interp.Models.Checkpoints.Gguf;

/// <summary>Q4_0 and Q4_1: value i of the first 16 is the low nibble of byte i, value i + 16 its high nibble.</summary>
internal static class Q4
{
    /// <summary>Q4_0: d (q - 8).</summary>
    public static void DecodeScaled(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = (float)ReadHalfLittleEndian(block);
        var packed = block.Slice(2, 16);
        var low = values[..16];
        var high = values.Slice(16, 16);
        for (var i = 0; i < 16; i++)
        {
            low[i] = ((packed[i] & 15) - 8) * scale;
            high[i] = ((packed[i] >> 4) - 8) * scale;
        }
    }

    /// <summary>Q4_1: d q + m.</summary>
    public static void DecodeAffine(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = (float)ReadHalfLittleEndian(block);
        var minimum = (float)ReadHalfLittleEndian(block[2..]);
        var packed = block.Slice(4, 16);
        var low = values[..16];
        var high = values.Slice(16, 16);
        for (var i = 0; i < 16; i++)
        {
            low[i] = (packed[i] & 15) * scale + minimum;
            high[i] = (packed[i] >> 4) * scale + minimum;
        }
    }
}
