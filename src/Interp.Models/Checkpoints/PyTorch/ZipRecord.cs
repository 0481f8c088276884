using System.Text;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Interp.Models.Checkpoints.PyTorch;

/// <summary>One record of the central directory of a zip archive.</summary>
/// <param name="Name">The entry's name.</param>
/// <param name="DataLength">Bytes of its data.</param>
/// <param name="LocalHeader">Offset of the header before its data.</param>
/// <param name="Length">Bytes of the record itself.</param>
internal sealed record ZipRecord(string Name, long DataLength, long LocalHeader, int Length)
{
    private const uint Signature = 0x02014b50;
    private const int HeaderLength = 46;
    private const ushort Encrypted = 1;
    private const ushort Zip64Extra = 1;

    /// <summary>Reads the first record of the rest of a directory.</summary>
    public static ZipRecord Parse(ReadOnlySpan<byte> record, string path)
    {
        if (record.Length < HeaderLength || ReadUInt32LittleEndian(record) != Signature)
            throw ZipDirectory.Damaged(path, "its directory holds something else than entries");

        int nameLength = ReadUInt16LittleEndian(record[28..]);
        int extraLength = ReadUInt16LittleEndian(record[30..]);
        var length = HeaderLength + nameLength + extraLength + ReadUInt16LittleEndian(record[32..]);
        if (length > record.Length)
            throw ZipDirectory.Damaged(path, "an entry's record is longer than the directory");

        var name = Encoding.UTF8.GetString(record.Slice(HeaderLength, nameLength));
        if (ReadUInt16LittleEndian(record[10..]) != 0 || (ReadUInt16LittleEndian(record[8..]) & Encrypted) != 0)
            throw Malformed.File(
                path, $"entry {Malformed.Quote(name)} of the zip archive is compressed or encrypted; torch.save stores entries as they "
                + "are. Load the file in Python and save it again");

        ulong packed = ReadUInt32LittleEndian(record[20..]);
        ulong size = ReadUInt32LittleEndian(record[24..]);
        ulong local = ReadUInt32LittleEndian(record[42..]);
        Widen(record.Slice(HeaderLength + nameLength, extraLength), ref size, ref packed, ref local);
        if (size != packed || size > long.MaxValue || local > long.MaxValue)
            throw ZipDirectory.Damaged(path, $"entry {Malformed.Quote(name)} says it is {size} bytes long, stored in {packed}, at {local}");
        return new ZipRecord(name, (long)size, (long)local, length);
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
