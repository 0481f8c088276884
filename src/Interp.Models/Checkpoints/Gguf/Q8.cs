using System.Runtime.CompilerServices;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Interp.Models.Checkpoints.Gguf;

/// <summary>Q8_0: d q, with signed bytes q.</summary>
internal static class Q8
{
    [MethodImpl(Quants.Hot)]
    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = (float)ReadHalfLittleEndian(block);
        Quants.Scale(Quants.Bytes(block, 2), scale, values[..16]);
        Quants.Scale(Quants.Bytes(block, 18), scale, values[16..]);
    }
}
