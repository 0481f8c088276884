using System.Runtime.CompilerServices;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Interp.Models.Checkpoints.Gguf;

/// <summary>Q4_K: 8 groups of 32 values, each with a scale and a minimum.</summary>
/// <remarks>Bytes: d, dmin, 12 of scales and minima, 128 of nibbles: groups 2k and 2k + 1 share 32 bytes, low nibbles first.</remarks>
internal static class Q4K
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
            var shift = group % 2 * 4;
            var quants = 16 + group / 2 * 32;
            var into = values.Slice(group * 32, 32);
            Quants.ScaleAndTake(Quants.Bits(Quants.Bytes(block, quants), shift, 15), step, floor, into[..16]);
            Quants.ScaleAndTake(Quants.Bits(Quants.Bytes(block, quants + 16), shift, 15), step, floor, into[16..]);
        }
    }
}
