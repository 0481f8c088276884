using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Interp.Models.Checkpoints.Gguf;

/// <summary>Q3_K: 16 groups of 16 values, each with a signed 6-bit scale.</summary>
/// <remarks>
/// Bytes: 32 of third bits, 64 of low bit pairs (as in Q2_K), 12 of scales, d. Bit k of third-bit byte i belongs to value
/// 32 k + i; where it is not set, 4 is taken off.
/// </remarks>
internal static class Q3K
{
    [MethodImpl(Quants.Hot)]
    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = (float)ReadHalfLittleEndian(block[108..]);
        var four = Vector128.Create((byte)4);
        for (var group = 0; group < 16; group++)
        {
            var step = scale * Scale(block.Slice(96, 12), group);
            var half = group % 2 * 16;
            var pairs = Quants.Bits(Quants.Bytes(block, 32 + group / 8 * 32 + half), group % 8 / 2 * 2, 3);
            var thirdBits = Quants.Bits(Quants.Bytes(block, half), group / 2, 1);
            Quants.Scale((pairs | thirdBits << 2) - four, step, values.Slice(group * 16, 16));
        }
    }

    // The low four bits of scales 0-7 and 8-15 are the low and high nibbles of bytes 0-7; the upper two bits of scales
    // g, g + 4, g + 8 and g + 12 are the four pairs of byte 8 + g. Stored with 32 added.
    private static int Scale(ReadOnlySpan<byte> packed, int group)
    {
        var low = (packed[group % 8] >> (group / 8 * 4)) & 15;
        var high = (packed[8 + group % 4] >> (group / 4 * 2)) & 3;
        return (low | high << 4) - 32;
    }
}
