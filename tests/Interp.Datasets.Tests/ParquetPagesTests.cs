using System.Collections.Immutable;
using System.IO.Compression;
using Interp.Datasets.Reading;
using Parquet;
using Parquet.Meta;

namespace Interp.Datasets.Tests;

/// <summary>Pages that would become larger than they say, or than any dataset's, are refused before they are decompressed.</summary>
public sealed class ParquetPagesTests
{
    private const string Column = "text";

    public static TheoryData<CompressionCodec, byte[], long> Honest => new()
    {
        { CompressionCodec.UNCOMPRESSED, new byte[100], 100 },
        { CompressionCodec.SNAPPY, [100, 0, 0], 100 },
        { CompressionCodec.SNAPPY, [0xAC, 0x02, 0], 300 },
        { CompressionCodec.GZIP, Packed(bytes => new GZipStream(bytes, CompressionLevel.Optimal), 5_000), 5_000 },
        { CompressionCodec.BROTLI, Packed(bytes => new BrotliStream(bytes, CompressionLevel.Optimal), 5_000), 5_000 },
        { CompressionCodec.ZSTD, [0x28, 0xB5, 0x2F, 0xFD, 0b0010_0000, 200, 0], 200 },
        { CompressionCodec.ZSTD, [0x28, 0xB5, 0x2F, 0xFD, 0b0110_0000, 0x2C, 0x01, 0], 556 },
    };

    [Theory]
    [MemberData(nameof(Honest))]
    public void Check_PageOfTheSizeItSays_Passes(CompressionCodec codec, byte[] packed, long size) =>
        FluentActions.Invoking(() => Check(codec, packed, size)).Should().NotThrow();

    [Theory]
    [MemberData(nameof(Honest))]
    public void Check_PageLargerThanItSays_IsRefused(CompressionCodec codec, byte[] packed, long size)
    {
        if (codec == CompressionCodec.UNCOMPRESSED)
            return; // it has nothing to grow to

        FluentActions.Invoking(() => Check(codec, packed, size - 1)).Should().Throw<InvalidDataException>().WithMessage("data.parquet: a page becomes larger*");
    }

    [Fact]
    public void Check_ZstandardWithoutASize_IsRefused() =>
        FluentActions.Invoking(() => Check(CompressionCodec.ZSTD, [0x28, 0xB5, 0x2F, 0xFD, 0, 0, 0], 1_000)).Should().Throw<InvalidDataException>();

    [Fact]
    public void Check_PageLargerThanAny_IsRefused() =>
        FluentActions.Invoking(() => Check(CompressionCodec.UNCOMPRESSED, [0], 2_000_000_000)).Should().Throw<InvalidDataException>().WithMessage("*2000000000 bytes when decompressed*");

    [Fact]
    public void Check_ManyLargePages_AreRefused()
    {
        var page = Page([0], 200_000_000);
        byte[] pages = [.. Enumerable.Repeat(page, 12).SelectMany(bytes => bytes)];

        FluentActions.Invoking(() => Check(pages, 0, pages.Length, CompressionCodec.UNCOMPRESSED)).Should().Throw<InvalidDataException>().WithMessage("*when decompressed*");
    }

    [Theory]
    [InlineData(5, 100)]
    [InlineData(-1, 5)]
    [InlineData(0, -5)]
    public void Check_ColumnOutsideTheFile_IsRefused(long start, long length) =>
        FluentActions.Invoking(() => Check(Page([0], 1), start, length, CompressionCodec.UNCOMPRESSED)).Should().Throw<InvalidDataException>().WithMessage("*a column lies at byte*");

    [Fact]
    public void Check_PageThatEndsBehindItsColumn_IsRefused()
    {
        var page = Page(new byte[50], 50);

        FluentActions.Invoking(() => Check(page, 0, page.Length - 1, CompressionCodec.UNCOMPRESSED)).Should().Throw<InvalidDataException>().WithMessage("*ends behind its column*");
    }

    [SkippableFact]
    public async Task Check_FilesOfTheHub_Pass()
    {
        var folder = Path.Combine(Repository.SharedFolder ?? "", "datasets");
        Skip.IfNot(Directory.Exists(folder), "The folder of shared files is not here.");
        string[] files = [.. Directory.GetFiles(folder, "*.parquet", SearchOption.AllDirectories).Where(IsWhole)];
        files.Should().NotBeEmpty();

        foreach (var path in files)
        {
            var bytes = await File.ReadAllBytesAsync(path);
            await using var reader = await ParquetReader.CreateAsync(new MemoryStream(bytes));
            var columns = reader.Schema.GetDataFields().Select(field => field.Path.ToString()).ToImmutableArray();
            FluentActions.Invoking(() => ParquetPages.Check(bytes, reader.Metadata, columns, path)).Should().NotThrow();
        }
    }

    // Some are mere pointers to files elsewhere.
    private static bool IsWhole(string path)
    {
        using var file = File.OpenRead(path);
        var start = new byte[4];
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.AsSpan().SequenceEqual("PAR1"u8);
    }

    private static void Check(CompressionCodec codec, byte[] packed, long size)
    {
        var page = Page(packed, size);
        Check(page, 0, page.Length, codec);
    }

    private static void Check(byte[] file, long start, long length, CompressionCodec codec)
    {
        var column = new ColumnMetaData { PathInSchema = [Column], Codec = codec, DataPageOffset = start, TotalCompressedSize = length };
        var metadata = new FileMetaData { RowGroups = [new RowGroup { Columns = [new ColumnChunk { MetaData = column }] }] };
        ParquetPages.Check(file, metadata, [Column], "data.parquet");
    }

    /// <summary>A data page's header in Thrift's compact encoding, and its bytes.</summary>
    private static byte[] Page(byte[] packed, long size) =>
        [0x15, 0, 0x15, .. Number(size), 0x15, .. Number(packed.Length), 0x2C, 0x15, 2, 0, 0, .. packed];

    private static IEnumerable<byte> Number(long value)
    {
        var zigzag = (ulong)((value << 1) ^ (value >> 63));
        for (; zigzag > 127; zigzag >>= 7)
            yield return (byte)(zigzag | 128);
        yield return (byte)zigzag;
    }

    private static byte[] Packed(Func<Stream, Stream> pack, int length)
    {
        using var bytes = new MemoryStream();
        using (var stream = pack(bytes))
            stream.Write(new byte[length]);
        return bytes.ToArray();
    }
}
