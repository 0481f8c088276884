using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Interp.Models.Checkpoints.Gguf;

/// <summary>Q5_0 and Q5_1: nibbles as in Q4; the fifth bit of value i is bit i of a word of 32.</summary>
internal static class Q5
{
    /// <summary>Q5_0: d (q - 16).</summary>
    [MethodImpl(Quants.Hot)]
    public static void DecodeScaled(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = (float)ReadHalfLittleEndian(block);
        var (low, high) = Unpack(block[2..]);
        var middle = Vector128.Create((byte)16);
        Quants.Scale(low - middle, scale, values[..16]);
        Quants.Scale(high - middle, scale, values[16..]);
    }

    /// <summary>Q5_1: d q + m.</summary>
    [MethodImpl(Quants.Hot)]
    public static void DecodeAffine(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = (float)ReadHalfLittleEndian(block);
        var minimum = (float)ReadHalfLittleEndian(block[2..]);
        var (low, high) = Unpack(block[4..]);
        Quants.ScaleAndAdd(low, scale, minimum, values[..16]);
        Quants.ScaleAndAdd(high, scale, minimum, values[16..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<byte> Low, Vector128<byte> High) Unpack(ReadOnlySpan<byte> bits)
    {
        var packed = Quants.Bytes(bits, 4);
        return (Quants.Bits(packed, 0, 15) | FifthBits(bits[0], bits[1]), Quants.Bits(packed, 4, 15) | FifthBits(bits[2], bits[3]));
    }

    /// <summary>16 in each byte whose bit of the sixteen is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> FifthBits(byte first, byte second)
    {
        var own = Vector128.Create(0x8040201008040201).AsByte();
        var all = Vector128.Create(first * 0x0101010101010101UL, second * 0x0101010101010101UL).AsByte();
        return Vector128.Equals(all & own, own) & Vector128.Create((byte)16);
    }
}
