using System.Text;
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
    private const int CentralLength = 46;
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
            if (rest.Length < CentralLength || ReadUInt32LittleEndian(rest) != 0x02014b50)
                throw Damaged(path, "its directory holds something else than entries");

            var record = CentralRecord.Parse(rest, path);
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

    private static ZipEntry Place(Stream stream, CentralRecord record, string path)
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

    private static InvalidDataException Damaged(string path, string what) => Malformed.File(path, $"the zip archive is damaged: {what}");

    /// <summary>One record of the central directory.</summary>
    private sealed record CentralRecord(string Name, long DataLength, long LocalHeader, int Length)
    {
        private const ushort Encrypted = 1;
        private const ushort Zip64Extra = 1;

        public static CentralRecord Parse(ReadOnlySpan<byte> record, string path)
        {
            int nameLength = ReadUInt16LittleEndian(record[28..]);
            int extraLength = ReadUInt16LittleEndian(record[30..]);
            var length = CentralLength + nameLength + extraLength + ReadUInt16LittleEndian(record[32..]);
            if (length > record.Length)
                throw Damaged(path, "an entry's record is longer than the directory");

            var name = Encoding.UTF8.GetString(record.Slice(CentralLength, nameLength));
            if (ReadUInt16LittleEndian(record[10..]) != 0 || (ReadUInt16LittleEndian(record[8..]) & Encrypted) != 0)
                throw Malformed.File(path, $"entry {Malformed.Quote(name)} of the zip archive is compressed or encrypted; torch.save stores entries as they are. Load the file in Python and save it again");

            ulong packed = ReadUInt32LittleEndian(record[20..]);
            ulong size = ReadUInt32LittleEndian(record[24..]);
            ulong local = ReadUInt32LittleEndian(record[42..]);
            Widen(record.Slice(CentralLength + nameLength, extraLength), ref size, ref packed, ref local);
            if (size != packed || size > long.MaxValue || local > long.MaxValue)
                throw Damaged(path, $"entry {Malformed.Quote(name)} says it is {size} bytes long, stored in {packed}, at {local}");
            return new CentralRecord(name, (long)size, (long)local, length);
        }

        // Fields that are all ones stand, in this order, as 64-bit numbers in an extra field.
        private static void Widen(ReadOnlySpan<byte> extra, ref ulong size, ref ulong packed, ref ulong local)
        {
            for (; extra.Length >= 4; extra = extra[(4 + ReadUInt16LittleEndian(extra[2..]))..])
            {
                int length = ReadUInt16LittleEndian(extra[2..]);
                if (length > extra.Length - 4)
                    return;
                if (ReadUInt16LittleEndian(extra) != Zip64Extra)
                    continue;

                var wide = extra.Slice(4, length);
                Take(ref wide, ref size);
                Take(ref wide, ref packed);
                Take(ref wide, ref local);
                return;
            }
        }

        private static void Take(ref ReadOnlySpan<byte> wide, ref ulong field)
        {
            if (field != uint.MaxValue || wide.Length < sizeof(ulong))
                return;

            field = ReadUInt64LittleEndian(wide);
            wide = wide[sizeof(ulong)..];
        }
    }
}
