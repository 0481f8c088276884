using static System.Buffers.Binary.BinaryPrimitives;

namespace Interp.Models.Checkpoints.PyTorch;

/// <summary>Where the entries of a zip archive lie in its file, so that their data can be mapped in place.</summary>
/// <remarks>
/// Reads what <c>torch.save</c> writes, archives over 4 GB included: entries stored as they are, in one file. The base
/// class library's reader does not tell where data lies. Source: PKWARE's APPNOTE.TXT, sections 4.3 and 4.5.3.
/// </remarks>
internal static class ZipDirectory
{
    private const int MaxDirectory = 256 << 20;
    private const int EndLength = 22;
    private const int MaxComment = ushort.MaxValue;
    private const int LocatorLength = 20;
    private const int End64Length = 56;
    private const int LocalLength = 30;

    /// <summary>The entries by name.</summary>
    /// <param name="stream">The whole file; it must seek.</param>
    /// <param name="path">The file, for messages.</param>
    public static IReadOnlyDictionary<string, ZipEntry> Read(Stream stream, string path)
    {
        var (start, length) = Locate(stream, path);
        var directory = ReadAt(stream, start, length, path);
        var entries = new Dictionary<string, ZipEntry>(StringComparer.Ordinal);

        for (var rest = directory.AsSpan(); rest.Length > 0;)
        {
            var record = ZipRecord.Parse(rest, path);
            rest = rest[record.Length..];
            if (!entries.TryAdd(record.Name, Place(stream, record, path)))
                throw Damaged(path, $"it has two entries {Malformed.Quote(record.Name)}");
        }

        return entries;
    }

    /// <summary>Offset and length of the central directory.</summary>
    private static (long Start, int Length) Locate(Stream stream, string path)
    {
        var tailStart = Math.Max(0, stream.Length - EndLength - MaxComment - LocatorLength);
        var tail = ReadAt(stream, tailStart, (int)(stream.Length - tailStart), path).AsSpan();
        var end = tail.LastIndexOf("PK\x05\x06"u8);
        if (end < 0 || tail.Length - end < EndLength)
            throw Damaged(path, "it has no end record: it is cut short, or no file of torch.save");

        ulong length = ReadUInt32LittleEndian(tail[(end + 12)..]);
        ulong start = ReadUInt32LittleEndian(tail[(end + 16)..]);
        if (end >= LocatorLength && tail[(end - LocatorLength)..].StartsWith("PK\x06\x07"u8))
        {
            var end64 = ReadAt(stream, (long)Math.Min(long.MaxValue, ReadUInt64LittleEndian(tail[(end - LocatorLength + 8)..])), End64Length, path);
            if (!end64.AsSpan().StartsWith("PK\x06\x06"u8))
                throw Damaged(path, "its 64-bit end record is not where it should be");
            length = ReadUInt64LittleEndian(end64.AsSpan(40));
            start = ReadUInt64LittleEndian(end64.AsSpan(48));
        }

        if (length > MaxDirectory || start > long.MaxValue)
            throw Damaged(path, $"its directory of {length} bytes at {start} is too large");
        return ((long)start, (int)length);
    }

    private static ZipEntry Place(Stream stream, ZipRecord record, string path)
    {
        var local = ReadAt(stream, record.LocalHeader, LocalLength, path).AsSpan();
        if (ReadUInt32LittleEndian(local) != 0x04034b50)
            throw Damaged(path, $"entry {Malformed.Quote(record.Name)} is not where the directory says");

        var offset = record.LocalHeader + LocalLength + ReadUInt16LittleEndian(local[26..]) + ReadUInt16LittleEndian(local[28..]);
        if (record.DataLength > stream.Length - offset)
            throw Damaged(path, $"entry {Malformed.Quote(record.Name)} of {record.DataLength} bytes ends past the end of the file");
        return new ZipEntry(record.Name, offset, record.DataLength);
    }

    private static byte[] ReadAt(Stream stream, long offset, int length, string path)
    {
        if (offset < 0 || length > stream.Length - offset)
            throw Damaged(path, $"it refers to {length} bytes at {offset}, and has {stream.Length}");

        var bytes = new byte[length];
        stream.Position = offset;
        stream.ReadExactly(bytes);
        return bytes;
    }

    internal static InvalidDataException Damaged(string path, string what) => Malformed.File(path, $"the zip archive is damaged: {what}");
}
