using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Interp.Models.Checkpoints.Gguf;

/// <summary>
/// What the block formats share: sixteen small integers at a time become float32. Products and sums are rounded one by one, as
/// ggml rounds them; a fused product would have other last bits.
/// </summary>
internal static class Quants
{
    /// <summary>A load is over before the runtime would have optimised its decoders, so they are from the start.</summary>
    public const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization;

    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>Sixteen bytes of a block.</summary>
    [MethodImpl(Inline)]
    public static Vector128<byte> Bytes(ReadOnlySpan<byte> block, int at) => Vector128.Create(block.Slice(at, Vector128<byte>.Count));

    /// <summary>Some of each byte's bits, the lowest first. At most as many as the shift leaves of the byte.</summary>
    [MethodImpl(Inline)]
    public static Vector128<byte> Bits(Vector128<byte> bytes, int shift, byte mask) =>
        (bytes.AsUInt16() >>> shift).AsByte() & Vector128.Create(mask); // what the neighbour shifts in is masked away

    /// <summary>q s.</summary>
    [MethodImpl(Inline)]
    public static void Scale(Vector128<byte> quants, float scale, Span<float> values)
    {
        var (low, high) = Widen(quants);
        var factor = Vector256.Create(scale);
        (low * factor).CopyTo(values);
        (high * factor).CopyTo(values[Vector256<float>.Count..]);
    }

    /// <summary>q s + m.</summary>
    [MethodImpl(Inline)]
    public static void ScaleAndAdd(Vector128<byte> quants, float scale, float minimum, Span<float> values)
    {
        var (low, high) = Widen(quants);
        var (factor, summand) = (Vector256.Create(scale), Vector256.Create(minimum));
        (low * factor + summand).CopyTo(values);
        (high * factor + summand).CopyTo(values[Vector256<float>.Count..]);
    }

    /// <summary>q s - m.</summary>
    [MethodImpl(Inline)]
    public static void ScaleAndTake(Vector128<byte> quants, float scale, float minimum, Span<float> values)
    {
        var (low, high) = Widen(quants);
        var (factor, subtrahend) = (Vector256.Create(scale), Vector256.Create(minimum));
        (low * factor - subtrahend).CopyTo(values);
        (high * factor - subtrahend).CopyTo(values[Vector256<float>.Count..]);
    }

    /// <summary>Bytes taken for signed ones: unsigned quants have at most seven bits.</summary>
    [MethodImpl(Inline)]
    private static (Vector256<float> Low, Vector256<float> High) Widen(Vector128<byte> quants)
    {
        var (low, high) = Vector256.Widen(Vector256.WidenLower(quants.AsSByte().ToVector256Unsafe()));
        return (Vector256.ConvertToSingle(low), Vector256.ConvertToSingle(high));
    }
}
