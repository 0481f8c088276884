using static System.Buffers.Binary.BinaryPrimitives;

namespace Interp.Models.Checkpoints.Gguf;

/// <summary>Q5_K: as Q4_K, with a fifth bit: bit g of byte i belongs to value i of group g.</summary>
/// <remarks>Bytes: d, dmin, 12 of scales and minima, 32 of fifth bits, 128 of nibbles.</remarks>
internal static class Q5K
{
    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = (float)ReadHalfLittleEndian(block);
        var minimum = (float)ReadHalfLittleEndian(block[2..]);
        var fifthBits = block.Slice(16, 32);

        for (var group = 0; group < 8; group++)
        {
            var (groupScale, groupMinimum) = KScales.Of(block.Slice(4, 12), group);
            var step = scale * groupScale;
            var floor = minimum * groupMinimum;
            var shift = group % 2 * 4;
            var quants = block.Slice(48 + group / 2 * 32, 32);
            var into = values.Slice(group * 32, 32);
            for (var i = 0; i < 32; i++)
                into[i] = step * (((quants[i] >> shift) & 15) | ((fifthBits[i] >> group) & 1) << 4) - floor;
        }
    }
}
