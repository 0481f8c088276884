using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Interp.Models.Checkpoints.Gguf;

/// <summary>Q6_K: 16 groups of 16 values, each with a signed 8-bit scale.</summary>
/// <remarks>
/// Bytes: 128 of low nibbles, 64 of upper bit pairs, 16 scales, d. In each half of 128 values, value 32 k + i has its
/// nibble in byte i + 32 (k mod 2), the low one where k &lt; 2, and its upper pair in byte i at bit 2 k.
/// </remarks>
internal static class Q6K
{
    [MethodImpl(Quants.Hot)]
    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = (float)ReadHalfLittleEndian(block[208..]);
        var middle = Vector128.Create((byte)32);
        for (var group = 0; group < 16; group++)
        {
            var half = group / 8;
            var k = group % 8 / 2;
            var i = group % 2 * 16;
            var nibbles = Quants.Bits(Quants.Bytes(block, half * 64 + k % 2 * 32 + i), k / 2 * 4, 15);
            var pairs = Quants.Bits(Quants.Bytes(block, 128 + half * 32 + i), 2 * k, 3);
            Quants.Scale((nibbles | pairs << 4) - middle, scale * (sbyte)block[192 + group], values.Slice(group * 16, 16));
        }
    }
}
