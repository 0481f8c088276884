using System.Buffers.Binary;

namespace Interp.Models.Tests.Checkpoints;

/// <summary>Damages files, the same way for the same seed.</summary>
internal static class Mutation
{
    private static readonly ulong[] Lengths =
        [0, 1, 0x7f, 0x80, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, 1UL << 40, long.MaxValue, 1UL << 63, ulong.MaxValue - 7, ulong.MaxValue];

    public static byte[] Of(byte[] file, int seed)
    {
        var random = new Random(seed);
        var bytes = (byte[])file.Clone();
        for (var n = random.Next(1, 4); n > 0 && bytes.Length > 8; n--)
            bytes = Once(bytes, random);
        return bytes;
    }

    private static byte[] Once(byte[] bytes, Random random)
    {
        // Half of the time near the start, where the tables are.
        var at = random.Next(random.Next(2) == 0 ? Math.Min(bytes.Length, 200) : bytes.Length);
        switch (random.Next(6))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 2:
                return bytes[..at];
            case 3:
                return Overwrite(bytes, Math.Min(at, bytes.Length - 8), random);
            case 4:
                return [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(1, 16))..]];
            default:
                return [.. bytes[..at], .. Repeated(bytes, at, random), .. bytes[at..]];
        }
    }

    private static byte[] Overwrite(byte[] bytes, int at, Random random)
    {
        var length = Lengths[random.Next(Lengths.Length)];
        if (random.Next(2) == 0)
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), length);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), (uint)length);
        return bytes;
    }

    private static IEnumerable<byte> Repeated(byte[] bytes, int at, Random random)
    {
        var piece = bytes[at..Math.Min(bytes.Length, at + random.Next(1, 24))];
        return Enumerable.Repeat(piece, random.Next(1, 200)).SelectMany(b => b);
    }
}
