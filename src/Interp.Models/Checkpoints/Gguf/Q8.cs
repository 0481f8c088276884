using static System.Buffers.Binary.BinaryPrimitives;

namespace Interp.Models.Checkpoints.Gguf;

/// <summary>Q8_0: d q, with signed bytes q.</summary>
internal static class Q8
{
    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = (float)ReadHalfLittleEndian(block);
        var quants = block.Slice(2, values.Length);
        for (var i = 0; i < values.Length; i++)
            values[i] = (sbyte)quants[i] * scale;
    }
}
