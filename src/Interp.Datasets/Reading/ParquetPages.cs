using System.Collections.Immutable;
using System.IO.Compression;
using Interp.Core.Results;
using Parquet.Meta;

namespace Interp.Datasets.Reading;

/// <summary>
/// Checks the pages of a Parquet file before the format's library decompresses them: it makes room for whatever size a page,
/// or the compressed bytes in it, announce.
/// </summary>
internal static class ParquetPages
{
    // The largest pages in use have some tens of megabytes; the largest dataset of a benchmark has a few hundred in all.
    private const long MaximumPage = 256L << 20;
    private const long MaximumAll = 2L << 30;

    /// <summary>Checks the pages of some columns.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="metadata">Its footer.</param>
    /// <param name="columns">Names of the columns that will be read.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="InvalidDataException">A page lies outside the file, or would become larger than it says or than any dataset's.</exception>
    public static void Check(ReadOnlySpan<byte> file, FileMetaData? metadata, ImmutableArray<string> columns, string path)
    {
        long all = 0;
        foreach (var chunk in metadata?.RowGroups.SelectMany(group => group.Columns) ?? [])
        {
            if (chunk.MetaData is not { } column || !columns.Contains(string.Join('.', column.PathInSchema)))
                continue;
            all += CheckChunk(file, column, path);
            if (all > MaximumAll)
                throw Refuse(path, $"its columns have more than {MaximumAll} bytes when decompressed");
        }
    }

    private static long CheckChunk(ReadOnlySpan<byte> file, ColumnMetaData column, string path)
    {
        var start = column.DictionaryPageOffset is > 0 and var dictionary ? Math.Min(dictionary, column.DataPageOffset) : column.DataPageOffset;
        if (start < 0 || column.TotalCompressedSize < 0 || start > file.Length || column.TotalCompressedSize > file.Length - start)
            throw Refuse(path, $"a column lies at byte {start} with {column.TotalCompressedSize} bytes, and the file has {file.Length}");

        long all = 0;
        for (var rest = file.Slice((int)start, (int)column.TotalCompressedSize); rest.Length > 0;)
        {
            if (!new ThriftWalker(rest).TryReadPageHeader(out var page, out var length) || page.Compressed < 0 || page.Compressed > rest.Length - length || page.Levels < 0 || page.Levels > page.Compressed)
                throw Refuse(path, "the header of a page is damaged, or the page ends behind its column");
            if (page.Uncompressed is < 0 or > MaximumPage)
                throw Refuse(path, $"a page says that it has {page.Uncompressed} bytes when decompressed; at most {MaximumPage} are read");
            var packed = rest.Slice(length + (int)page.Levels, (int)(page.Compressed - page.Levels));
            if (!Fits(packed, page.Uncompressed - page.Levels, column.Codec))
                throw Refuse(path, $"a page becomes larger than the {page.Uncompressed} bytes it says when it is decompressed");
            all += page.Uncompressed;
            rest = rest[(length + (int)page.Compressed)..];
        }

        return all;
    }

    /// <summary>Whether compressed bytes announce, or become, no more than a page says.</summary>
    private static bool Fits(ReadOnlySpan<byte> packed, long most, CompressionCodec codec) => packed.Length == 0 || codec switch
    {
        CompressionCodec.SNAPPY => SnappyLength(packed) <= most,
        CompressionCodec.GZIP => Inflates(new GZipStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress), most),
        CompressionCodec.BROTLI => Inflates(new BrotliStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress), most),
        CompressionCodec.ZSTD => ZstandardLength(packed) is { } length && length <= most,
        _ => true, // stored as it is, or LZ4, which grows no more than 255 times
    };

    /// <summary>The length that Snappy's first bytes announce, seven bits each.</summary>
    private static long SnappyLength(ReadOnlySpan<byte> packed)
    {
        long length = 0;
        for (var i = 0; i < Math.Min(5, packed.Length); i++)
        {
            length |= (long)(packed[i] & 127) << (7 * i);
            if (packed[i] < 128)
                return length;
        }

        return long.MaxValue;
    }

    /// <summary>The content size in a Zstandard frame's header (RFC 8878, 3.1.1.1); null where it has none.</summary>
    private static long? ZstandardLength(ReadOnlySpan<byte> packed)
    {
        if (packed.Length < 5 || !packed.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]))
            return null;
        var (sizeFlag, single, dictionary) = (packed[4] >> 6, (packed[4] & 32) != 0, packed[4] & 3);
        var bytes = sizeFlag switch { 0 => single ? 1 : 0, 1 => 2, 2 => 4, _ => 8 };
        var at = 5 + (single ? 0 : 1) + (dictionary == 3 ? 4 : dictionary);
        if (bytes == 0 || packed.Length < at + bytes)
            return null;
        long length = 0;
        for (var i = bytes - 1; i >= 0; i--)
            length = (length << 8) | packed[at + i];
        return length < 0 ? null : sizeFlag == 1 ? length + 256 : length;
    }

    private static bool Inflates(Stream stream, long most)
    {
        using (stream)
        {
            var buffer = new byte[1 << 16];
            for (int count; (count = stream.Read(buffer)) > 0;)
            {
                most -= count;
                if (most < 0)
                    return false;
            }

            return true;
        }
    }

    private static InvalidDataException Refuse(string path, string what) => new($"{path}: {what}. It is damaged, or no dataset; download it again.");
}
