using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Interp.Models.Checkpoints.Gguf;

/// <summary>Q4_0 and Q4_1: value i of the first 16 is the low nibble of byte i, value i + 16 its high nibble.</summary>
internal static class Q4
{
    /// <summary>Q4_0: d (q - 8).</summary>
    [MethodImpl(Quants.Hot)]
    public static void DecodeScaled(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = (float)ReadHalfLittleEndian(block);
        var packed = Quants.Bytes(block, 2);
        var middle = Vector128.Create((byte)8);
        Quants.Scale(Quants.Bits(packed, 0, 15) - middle, scale, values[..16]);
        Quants.Scale(Quants.Bits(packed, 4, 15) - middle, scale, values[16..]);
    }

    /// <summary>Q4_1: d q + m.</summary>
    [MethodImpl(Quants.Hot)]
    public static void DecodeAffine(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = (float)ReadHalfLittleEndian(block);
        var minimum = (float)ReadHalfLittleEndian(block[2..]);
        var packed = Quants.Bytes(block, 4);
        Quants.ScaleAndAdd(Quants.Bits(packed, 0, 15), scale, minimum, values[..16]);
        Quants.ScaleAndAdd(Quants.Bits(packed, 4, 15), scale, minimum, values[16..]);
    }
}
