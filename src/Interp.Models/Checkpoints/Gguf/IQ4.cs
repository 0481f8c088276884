using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Interp.Models.Checkpoints.Gguf;

/// <summary>IQ4_NL and IQ4_XS: nibbles, laid out as in Q4, that point into a table of unevenly spaced levels.</summary>
internal static class IQ4
{
    private static Vector128<byte> Levels => Vector128.Create((sbyte)-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113).AsByte();

    /// <summary>IQ4_NL: one block of 32 with its scale.</summary>
    [MethodImpl(Quants.Hot)]
    public static void DecodeSmall(ReadOnlySpan<byte> block, Span<float> values) =>
        Decode((float)ReadHalfLittleEndian(block), Quants.Bytes(block, 2), values);

    /// <summary>IQ4_XS: d, two bytes of upper scale bits, four of low ones, then 8 groups of 32; scales are stored with 32 added.</summary>
    [MethodImpl(Quants.Hot)]
    public static void DecodeLarge(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = (float)ReadHalfLittleEndian(block);
        var upper = ReadUInt16LittleEndian(block[2..]);
        for (var group = 0; group < 8; group++)
        {
            var low = (block[4 + group / 2] >> (group % 2 * 4)) & 15;
            var groupScale = (low | ((upper >> (2 * group)) & 3) << 4) - 32;
            Decode(scale * groupScale, Quants.Bytes(block, 8 + group * 16), values.Slice(group * 32, 32));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Decode(float step, Vector128<byte> packed, Span<float> values)
    {
        Quants.Scale(Vector128.Shuffle(Levels, Quants.Bits(packed, 0, 15)), step, values[..16]);
        Quants.Scale(Vector128.Shuffle(Levels, Quants.Bits(packed, 4, 15)), step, values[16..]);
    }
}
