using System.Runtime.CompilerServices;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Interp.Models.Checkpoints.Gguf;

/// <summary>Q2_K: 16 groups of 16 values, each with a 4-bit scale (low nibble) and a 4-bit minimum (high nibble).</summary>
/// <remarks>Bytes: 16 scales, 64 quants, d, dmin. A byte of quants holds values 32 apart, lowest bits first.</remarks>
internal static class Q2K
{
    [MethodImpl(Quants.Hot)]
    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scales = block[..16];
        var scale = (float)ReadHalfLittleEndian(block[80..]);
        var minimum = (float)ReadHalfLittleEndian(block[82..]);

        for (var group = 0; group < 16; group++)
        {
            var step = scale * (scales[group] & 15);
            var floor = minimum * (scales[group] >> 4);
            var quants = Quants.Bytes(block, 16 + group / 8 * 32 + group % 2 * 16);
            Quants.ScaleAndTake(Quants.Bits(quants, group % 8 / 2 * 2, 3), step, floor, values.Slice(group * 16, 16));
        }
    }
}
