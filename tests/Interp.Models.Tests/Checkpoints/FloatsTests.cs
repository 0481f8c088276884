using System.Runtime.InteropServices;
using Interp.Models.Checkpoints;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Checkpoints;

/// <summary>Conversions against libtorch's: in vectors and in what is left over at the end of them.</summary>
public sealed class FloatsTests
{
    private const int Leftover = 5;

    [Theory]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    public void From_EveryNumberOfSixteenBits_IsExact(ScalarType type)
    {
        ushort[] bits = [.. Enumerable.Range(0, 1 << 16).Select(i => (ushort)i), .. Enumerable.Range(0, Leftover).Select(i => (ushort)(7 * i))];

        var values = new float[bits.Length];
        Floats.From(type)(MemoryMarshal.AsBytes(bits.AsSpan()), values);

        values.Should().Equal(Torch(type, MemoryMarshal.AsBytes(bits.AsSpan())), Same);
    }

    [Theory]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float64)]
    public void To_NumbersOfEveryExponent_RoundsAsLibtorch(ScalarType type)
    {
        var random = new Random(1);
        // Random bits, and such as lie exactly between two numbers of the narrow type.
        float[] values = [.. Enumerable.Range(0, 1 << 16).Select(_ => BitConverter.Int32BitsToSingle((int)random.NextInt64())),
            .. Enumerable.Range(0, 1 << 16).Select(i => BitConverter.UInt32BitsToSingle(((uint)i << 16) | 0x8000)), 65519.99f, 65520, 1e-8f, -0f, 1];

        var stored = new byte[values.Length * type.Size()];
        Floats.To(type)(values, stored);

        using var scope = NewDisposeScope();
        Torch(type, stored).Should().Equal(tensor(values).to(type).to(ScalarType.Float32).data<float>().ToArray(), Same);
    }

    [Fact]
    public void From_Doubles_RoundsAsLibtorch()
    {
        double[] values = [1 / 3.0, 1e300, -1e-300, double.NaN, 1 + 1.5 * Math.Pow(2, -24), double.NegativeInfinity];

        var narrow = new float[values.Length];
        Floats.From(ScalarType.Float64)(MemoryMarshal.AsBytes(values.AsSpan()), narrow);

        narrow.Should().Equal(Torch(ScalarType.Float64, MemoryMarshal.AsBytes(values.AsSpan())), Same);
    }

    private static float[] Torch(ScalarType type, ReadOnlySpan<byte> stored)
    {
        using var scope = NewDisposeScope();
        var elements = empty(stored.Length / type.Size(), type);
        stored.CopyTo(elements.bytes);
        return elements.to(ScalarType.Float32).data<float>().ToArray();
    }

    private static bool Same(float a, float b) => BitConverter.SingleToInt32Bits(a) == BitConverter.SingleToInt32Bits(b) || (float.IsNaN(a) && float.IsNaN(b));
}
