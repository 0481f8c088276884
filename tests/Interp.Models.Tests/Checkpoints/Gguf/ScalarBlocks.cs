using Interp.Models.Checkpoints;
using Interp.Models.Checkpoints.Gguf;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Interp.Models.Tests.Checkpoints.Gguf;

/// <summary>The block formats value by value, as ggml's own code reads: what the vectorised decoders must equal bit for bit.</summary>
internal static class ScalarBlocks
{
    private static ReadOnlySpan<sbyte> Levels => [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];

    /// <summary>Turns one block into its values.</summary>
    public static void Decode(StoredType type, ReadOnlySpan<byte> block, Span<float> values)
    {
        BlockDecoder decode = type switch
        {
            StoredType.Q4_0 => Q4Scaled,
            StoredType.Q4_1 => Q4Affine,
            StoredType.Q5_0 => Q5Scaled,
            StoredType.Q5_1 => Q5Affine,
            StoredType.Q8_0 => Q8,
            StoredType.Q2_K => Q2K,
            StoredType.Q3_K => Q3K,
            StoredType.Q4_K => Q4K,
            StoredType.Q5_K => Q5K,
            StoredType.Q6_K => Q6K,
            StoredType.IQ4_NL => IQ4Small,
            StoredType.IQ4_XS => IQ4Large,
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not stored in blocks."),
        };
        decode(block, values);
    }

    private static void Q4Scaled(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = (float)ReadHalfLittleEndian(block);
        var packed = block.Slice(2, 16);
        var low = values[..16];
        var high = values.Slice(16, 16);
        for (var i = 0; i < 16; i++)
        {
            low[i] = ((packed[i] & 15) - 8) * scale;
            high[i] = ((packed[i] >> 4) - 8) * scale;
        }
    }

    private static void Q4Affine(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = (float)ReadHalfLittleEndian(block);
        var minimum = (float)ReadHalfLittleEndian(block[2..]);
        var packed = block.Slice(4, 16);
        var low = values[..16];
        var high = values.Slice(16, 16);
        for (var i = 0; i < 16; i++)
        {
            low[i] = (packed[i] & 15) * scale + minimum;
            high[i] = (packed[i] >> 4) * scale + minimum;
        }
    }

    private static void Q5Scaled(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = (float)ReadHalfLittleEndian(block);
        Unpack(block[2..], values);
        foreach (ref var value in values)
            value = (value - 16) * scale;
    }

    private static void Q5Affine(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = (float)ReadHalfLittleEndian(block);
        var minimum = (float)ReadHalfLittleEndian(block[2..]);
        Unpack(block[4..], values);
        foreach (ref var value in values)
            value = value * scale + minimum;
    }

    private static void Unpack(ReadOnlySpan<byte> bits, Span<float> values)
    {
        var fifth = ReadUInt32LittleEndian(bits);
        var packed = bits.Slice(4, 16);
        var low = values[..16];
        var high = values.Slice(16, 16);
        for (var i = 0; i < 16; i++)
        {
            low[i] = (packed[i] & 15) | (int)((fifth >> i) & 1) << 4;
            high[i] = (packed[i] >> 4) | (int)((fifth >> (i + 16)) & 1) << 4;
        }
    }

    private static void Q8(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = (float)ReadHalfLittleEndian(block);
        var quants = block.Slice(2, values.Length);
        for (var i = 0; i < values.Length; i++)
            values[i] = (sbyte)quants[i] * scale;
    }

    private static void Q2K(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scales = block[..16];
        var scale = (float)ReadHalfLittleEndian(block[80..]);
        var minimum = (float)ReadHalfLittleEndian(block[82..]);

        for (var group = 0; group < 16; group++)
        {
            var step = scale * (scales[group] & 15);
            var floor = minimum * (scales[group] >> 4);
            var shift = group % 8 / 2 * 2;
            var quants = block.Slice(16 + group / 8 * 32 + group % 2 * 16, 16);
            var into = values.Slice(group * 16, 16);
            for (var i = 0; i < 16; i++)
                into[i] = step * ((quants[i] >> shift) & 3) - floor;
        }
    }

    private static void Q3K(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = (float)ReadHalfLittleEndian(block[108..]);
        for (var group = 0; group < 16; group++)
        {
            var step = scale * Q3KScale(block.Slice(96, 12), group);
            var shift = group % 8 / 2 * 2;
            var half = group % 2 * 16;
            var thirdBits = block.Slice(half, 16);
            var quants = block.Slice(32 + group / 8 * 32 + half, 16);
            var into = values.Slice(group * 16, 16);
            for (var i = 0; i < 16; i++)
                into[i] = step * (((quants[i] >> shift) & 3) - (~thirdBits[i] >> (group / 2) & 1) * 4);
        }
    }

    private static int Q3KScale(ReadOnlySpan<byte> packed, int group)
    {
        var low = (packed[group % 8] >> (group / 8 * 4)) & 15;
        var high = (packed[8 + group % 4] >> (group / 4 * 2)) & 3;
        return (low | high << 4) - 32;
    }

    private static void Q4K(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = (float)ReadHalfLittleEndian(block);
        var minimum = (float)ReadHalfLittleEndian(block[2..]);

        for (var group = 0; group < 8; group++)
        {
            var (groupScale, groupMinimum) = KScales.Of(block.Slice(4, 12), group);
            var step = scale * groupScale;
            var floor = minimum * groupMinimum;
            var shift = group % 2 * 4;
            var quants = block.Slice(16 + group / 2 * 32, 32);
            var into = values.Slice(group * 32, 32);
            for (var i = 0; i < 32; i++)
                into[i] = step * ((quants[i] >> shift) & 15) - floor;
        }
    }

    private static void Q5K(ReadOnlySpan<byte> block, Span<float> values)
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

    private static void Q6K(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = (float)ReadHalfLittleEndian(block[208..]);
        for (var group = 0; group < 16; group++)
        {
            var step = scale * (sbyte)block[192 + group];
            var half = group / 8;
            var k = group % 8 / 2;
            var i = group % 2 * 16;
            var nibbles = block.Slice(half * 64 + k % 2 * 32 + i, 16);
            var pairs = block.Slice(128 + half * 32 + i, 16);
            var into = values.Slice(group * 16, 16);
            for (var j = 0; j < 16; j++)
                into[j] = step * (((nibbles[j] >> (k / 2 * 4)) & 15 | ((pairs[j] >> (2 * k)) & 3) << 4) - 32);
        }
    }

    private static void IQ4Small(ReadOnlySpan<byte> block, Span<float> values) =>
        IQ4Levels((float)ReadHalfLittleEndian(block), block.Slice(2, 16), values);

    private static void IQ4Large(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = (float)ReadHalfLittleEndian(block);
        var upper = ReadUInt16LittleEndian(block[2..]);
        for (var group = 0; group < 8; group++)
        {
            var low = (block[4 + group / 2] >> (group % 2 * 4)) & 15;
            var groupScale = (low | ((upper >> (2 * group)) & 3) << 4) - 32;
            IQ4Levels(scale * groupScale, block.Slice(8 + group * 16, 16), values.Slice(group * 32, 32));
        }
    }

    private static void IQ4Levels(float step, ReadOnlySpan<byte> packed, Span<float> values)
    {
        var low = values[..16];
        var high = values.Slice(16, 16);
        for (var i = 0; i < 16; i++)
        {
            low[i] = step * Levels[packed[i] & 15];
            high[i] = step * Levels[packed[i] >> 4];
        }
    }
}
