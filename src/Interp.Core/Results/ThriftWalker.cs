namespace Interp.Core.Results;

/// <summary>Walks over a structure in Thrift's compact encoding and makes sure that all of it lies within its bytes.</summary>
/// <remarks>Parquet's metadata are such structures; the library that decodes them trusts their lengths.</remarks>
internal ref struct ThriftWalker(ReadOnlySpan<byte> bytes)
{
    private const int DeepestNesting = 32;
    private const int Boolean = 2, Byte = 3, Int32 = 5, Int64 = 6, Double = 7, Binary = 8, Set = 10, Map = 11, Structure = 12;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    /// <summary>True where the bytes begin with a whole structure; <paramref name="length"/> is its length.</summary>
    public bool TryWalkStructure(out int length)
    {
        var whole = SkipStructure(0);
        length = _at;
        return whole;
    }

    /// <summary>Reads a page's header: its sizes, and how many bytes of levels stand before what is compressed.</summary>
    /// <param name="page">What it says; sizes are -1 where it does not.</param>
    /// <param name="length">Its own length.</param>
    /// <returns>True where the bytes begin with a whole header.</returns>
    public bool TryReadPageHeader(out ParquetPage page, out int length)
    {
        const int UncompressedSize = 2, CompressedSize = 3, SecondVersion = 8;
        page = new ParquetPage(-1, -1, 0);
        length = 0;
        for (var id = 0; TryField(ref id, out var type);)
        {
            long levels = 0;
            if (type == 0)
            {
                length = _at;
                return true;
            }

            if (type == Int32 && id is UncompressedSize or CompressedSize)
            {
                if (!TryNumber(out var number))
                    return false;
                page = id == UncompressedSize ? page with { Uncompressed = Signed(number) } : page with { Compressed = Signed(number) };
            }
            else if (type == Structure && id == SecondVersion ? !TryLevels(out levels) : type is not (1 or Boolean) && !Skip(type, 0))
            {
                return false;
            }

            page = page with { Levels = page.Levels + levels };
        }

        return false;
    }

    private static long Signed(ulong zigzag) => (long)(zigzag >> 1) ^ -(long)(zigzag & 1);

    /// <summary>Bytes of levels in the header of a page of the second version.</summary>
    private bool TryLevels(out long levels)
    {
        const int Definition = 5, Repetition = 6;
        levels = 0;
        for (var id = 0; TryField(ref id, out var type);)
        {
            if (type == 0)
                return true;
            if (type == Int32 && id is Definition or Repetition)
            {
                if (!TryNumber(out var number))
                    return false;
                levels += Signed(number);
            }
            else if (type is not (1 or Boolean) && !Skip(type, 1))
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>The next field's number and type; type 0 at the end of the structure.</summary>
    private bool TryField(ref int id, out int type)
    {
        type = 0;
        if (!TryByte(out var field))
            return false;
        if (field == 0)
            return true;
        type = field & 15;
        if (field >> 4 != 0)
        {
            id += field >> 4;
            return true;
        }

        if (!TryNumber(out var number))
            return false;
        id = (int)Signed(number);
        return true;
    }

    private bool SkipStructure(int depth)
    {
        while (TryByte(out var field))
        {
            if (field == 0)
                return true;
            if (field >> 4 == 0 && !TryNumber(out _)) // a field number that is no small step from the last
                return false;
            var type = field & 15;
            if (type is 1 or Boolean) // its value is the type
                continue;
            if (!Skip(type, depth))
                return false;
        }

        return false;
    }

    private bool Skip(int type, int depth) => depth <= DeepestNesting && type switch
    {
        1 or Boolean or Byte => Advance(1),
        > Byte and <= Int64 => TryNumber(out _),
        Double => Advance(8),
        Binary => TryNumber(out var length) && Advance(length),
        > Binary and <= Set => SkipList(depth),
        Map => SkipMap(depth),
        Structure => SkipStructure(depth + 1),
        _ => false,
    };

    private bool SkipList(int depth)
    {
        if (!TryByte(out var head))
            return false;
        var count = (ulong)(head >> 4);
        if (count == 15 && !TryNumber(out count))
            return false;
        return SkipAll(count, depth, head & 15);
    }

    private bool SkipMap(int depth)
    {
        if (!TryNumber(out var count))
            return false;
        return count == 0 || (TryByte(out var types) && SkipAll(count, depth, types >> 4, types & 15));
    }

    private bool SkipAll(ulong count, int depth, params ReadOnlySpan<int> types)
    {
        if (count > (ulong)(_bytes.Length - _at)) // every element takes a byte at least
            return false;
        for (; count > 0; count--)
        {
            foreach (var type in types)
            {
                if (!Skip(type, depth + 1))
                    return false;
            }
        }

        return true;
    }

    private bool TryNumber(out ulong number)
    {
        number = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (!TryByte(out var part))
                return false;
            number |= (ulong)(part & 127) << shift;
            if (part < 128)
                return true;
        }

        return false;
    }

    private bool TryByte(out int value)
    {
        value = _at < _bytes.Length ? _bytes[_at] : 0;
        return Advance(1);
    }

    private bool Advance(ulong count)
    {
        if (count > (ulong)(_bytes.Length - _at))
            return false;
        _at += (int)count;
        return true;
    }
}
