using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Interp.Models.Checkpoints.Gguf;

/// <summary>Q5_K: as Q4_K, with a fifth bit: bit g of byte i belongs to value i of group g.</summary>
/// <remarks>Bytes: d, dmin, 12 of scales and minima, 32 of fifth bits, 128 of nibbles.</remarks>
internal static class Q5K
{
    [MethodImpl(Quants.Hot)]
    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = (float)ReadHalfLittleEndian(block);
        var minimum = (float)ReadHalfLittleEndian(block[2..]);

        for (var group = 0; group < 8; group++)
        {
            var (groupScale, groupMinimum) = KScales.Of(block.Slice(4, 12), group);
            var step = scale * groupScale;
            var floor = minimum * groupMinimum;
            var into = values.Slice(group * 32, 32);
            Quants.ScaleAndTake(Unpack(block, group, 0), step, floor, into[..16]);
            Quants.ScaleAndTake(Unpack(block, group, 16), step, floor, into[16..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Unpack(ReadOnlySpan<byte> block, int group, int at)
    {
        var nibbles = Quants.Bits(Quants.Bytes(block, 48 + group / 2 * 32 + at), group % 2 * 4, 15);
        var fifthBits = Quants.Bits(Quants.Bytes(block, 16 + at), group, 1);
        return nibbles | fifthBits << 4;
    }
}
