using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using TorchSharp;

namespace Interp.Models.Checkpoints;

/// <summary>
/// Conversions between float32 and the other real types, with the values that libtorch's own have; here they run on any thread
/// without one of libtorch's. NaNs stay NaNs, of other bits perhaps.
/// </summary>
internal static class Floats
{
    private const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization; // a load is over before tiers have settled

    /// <summary>From a type that elements are stored in one by one.</summary>
    public static ValueDecoder From(torch.ScalarType type) => type switch
    {
        torch.ScalarType.Float32 => (stored, values) => stored.CopyTo(MemoryMarshal.AsBytes(values)),
        torch.ScalarType.Float16 => FromHalf,
        torch.ScalarType.BFloat16 => FromBFloat16,
        torch.ScalarType.Float64 => FromDouble,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No real number."),
    };

    /// <summary>To a type that a model runs in.</summary>
    public static ValueEncoder To(torch.ScalarType type) => type switch
    {
        torch.ScalarType.Float16 => ToHalf,
        torch.ScalarType.BFloat16 => ToBFloat16,
        torch.ScalarType.Float64 => ToDouble,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Nothing to convert float32 to."),
    };

    [MethodImpl(Hot)]
    private static void FromHalf(ReadOnlySpan<byte> stored, Span<float> values)
    {
        var halves = MemoryMarshal.Cast<byte, ushort>(stored);
        var at = 0;
        for (; at <= halves.Length - Vector256<ushort>.Count; at += Vector256<ushort>.Count)
        {
            var (low, high) = Vector256.Widen(Vector256.Create(halves.Slice(at, Vector256<ushort>.Count)));
            FromHalf(low).CopyTo(values[at..]);
            FromHalf(high).CopyTo(values[(at + Vector256<float>.Count)..]);
        }

        for (; at < halves.Length; at++)
            values[at] = (float)BitConverter.UInt16BitsToHalf(halves[at]);
    }

    /// <summary>
    /// The bits of a half, moved to where float32 has them, are of a value whose exponent is 112 too small. Subnormal halves are
    /// normal in float32: a subtraction brings their leading bit there.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> FromHalf(Vector256<uint> half)
    {
        const uint Exponent = 0x7C00 << 13;
        var sign = (half & Vector256.Create(0x8000u)) << 16;
        var bits = (half & Vector256.Create(0x7FFFu)) << 13;
        var exponent = bits & Vector256.Create(Exponent);

        var normal = bits + Vector256.Create(112u << 23);
        var special = bits | Vector256.Create(0x7F800000u);
        var leading = Vector256.Create(113u << 23);
        var subnormal = ((bits + leading).AsSingle() - leading.AsSingle()).AsUInt32();

        var magnitude = Vector256.ConditionalSelect(Vector256.Equals(exponent, Vector256.Create(Exponent)), special, normal);
        magnitude = Vector256.ConditionalSelect(Vector256.Equals(exponent, Vector256<uint>.Zero), subnormal, magnitude);
        return (magnitude | sign).AsSingle();
    }

    [MethodImpl(Hot)]
    private static void FromBFloat16(ReadOnlySpan<byte> stored, Span<float> values)
    {
        var upper = MemoryMarshal.Cast<byte, ushort>(stored);
        var bits = MemoryMarshal.Cast<float, uint>(values);
        var at = 0;
        for (; at <= upper.Length - Vector256<ushort>.Count; at += Vector256<ushort>.Count)
        {
            var (low, high) = Vector256.Widen(Vector256.Create(upper.Slice(at, Vector256<ushort>.Count)));
            (low << 16).CopyTo(bits[at..]);
            (high << 16).CopyTo(bits[(at + Vector256<uint>.Count)..]);
        }

        for (; at < upper.Length; at++)
            bits[at] = (uint)upper[at] << 16;
    }

    [MethodImpl(Hot)]
    private static void FromDouble(ReadOnlySpan<byte> stored, Span<float> values)
    {
        var doubles = MemoryMarshal.Cast<byte, double>(stored);
        for (var i = 0; i < doubles.Length; i++)
            values[i] = (float)doubles[i];
    }

    [MethodImpl(Hot)]
    private static void ToHalf(ReadOnlySpan<float> values, Span<byte> stored)
    {
        var halves = MemoryMarshal.Cast<byte, Half>(stored);
        for (var i = 0; i < values.Length; i++)
            halves[i] = (Half)values[i];
    }

    [MethodImpl(Hot)]
    private static void ToBFloat16(ReadOnlySpan<float> values, Span<byte> stored)
    {
        var bits = MemoryMarshal.Cast<float, uint>(values);
        var upper = MemoryMarshal.Cast<byte, ushort>(stored);
        var at = 0;
        for (; at <= bits.Length - Vector256<ushort>.Count; at += Vector256<ushort>.Count)
        {
            var low = Rounded(Vector256.Create(bits.Slice(at, Vector256<uint>.Count)));
            var high = Rounded(Vector256.Create(bits.Slice(at + Vector256<uint>.Count, Vector256<uint>.Count)));
            Vector256.Narrow(low, high).CopyTo(upper[at..]);
        }

        for (; at < bits.Length; at++)
            upper[at] = float.IsNaN(values[at]) ? (ushort)0x7FC0 : (ushort)((bits[at] + 0x7FFF + ((bits[at] >> 16) & 1)) >> 16);
    }

    /// <summary>The upper half of float32's bits, to the nearest, of two equally near the even one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Rounded(Vector256<uint> bits)
    {
        var rounded = (bits + Vector256.Create(0x7FFFu) + ((bits >>> 16) & Vector256<uint>.One)) >>> 16;
        var isNumber = Vector256.Equals(bits.AsSingle(), bits.AsSingle()).AsUInt32();
        return Vector256.ConditionalSelect(isNumber, rounded, Vector256.Create(0x7FC0u));
    }

    [MethodImpl(Hot)]
    private static void ToDouble(ReadOnlySpan<float> values, Span<byte> stored)
    {
        var doubles = MemoryMarshal.Cast<byte, double>(stored);
        for (var i = 0; i < values.Length; i++)
            doubles[i] = values[i];
    }
}
