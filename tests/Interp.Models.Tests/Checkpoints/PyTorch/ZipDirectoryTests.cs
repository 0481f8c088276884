using System.IO.Compression;
using System.Text;
using Interp.Models.Checkpoints.PyTorch;

namespace Interp.Models.Tests.Checkpoints.PyTorch;

public sealed class ZipDirectoryTests
{
    private const uint Wide = uint.MaxValue;

    [Fact]
    public void Read_PlainArchive_FindsTheData()
    {
        var zip = ArchiveBuilder.Build(CompressionLevel.NoCompression, ("a", [1, 2, 3]), ("folder/ü", []));

        var entries = ZipDirectory.Read(new MemoryStream(zip), "x.bin");

        entries.Keys.Should().BeEquivalentTo(["a", "folder/ü"]);
        zip.AsSpan((int)entries["a"].Offset, 3).ToArray().Should().Equal(1, 2, 3);
        entries["folder/ü"].Length.Should().Be(0);
    }

    [Fact]
    public void Read_Zip64Archive_FindsTheData()
    {
        var zip = Zip64(dataLength: 3, localHeader: 0, endRecord: null);

        var entry = ZipDirectory.Read(new MemoryStream(zip), "x.bin").Should().ContainSingle().Which.Value;

        entry.Length.Should().Be(3);
        zip.AsSpan((int)entry.Offset, 3).ToArray().Should().Equal(1, 2, 3);
    }

    [Theory]
    [InlineData(4000, 0, null)]
    [InlineData(long.MaxValue, 0, null)]
    [InlineData(-1, 0, null)]
    [InlineData(3, 1, null)]
    [InlineData(3, long.MaxValue, null)]
    [InlineData(3, -1, null)]
    [InlineData(3, 0, 0L)]
    [InlineData(3, 0, long.MaxValue)]
    [InlineData(3, 0, -1L)]
    public void Read_Zip64OutsideTheFile_IsRefused(long dataLength, long localHeader, long? endRecord) =>
        Reading(Zip64(dataLength, localHeader, endRecord)).Should().Throw<InvalidDataException>().WithMessage("x.bin: the zip archive is damaged*");

    [Fact]
    public void Read_EveryTruncation_IsRefused()
    {
        var zip = ArchiveBuilder.Build(CompressionLevel.NoCompression, ("a", [1, 2, 3]));

        for (var length = 0; length < zip.Length; length++)
            Reading(zip[..length]).Should().Throw<InvalidDataException>();
    }

    [Fact]
    public void Read_SameNameTwice_IsRefused() =>
        Reading(ArchiveBuilder.Build(CompressionLevel.NoCompression, ("a", []), ("a", []))).Should().Throw<InvalidDataException>().WithMessage("*two entries 'a'*");

    private static Action Reading(byte[] zip) => () => ZipDirectory.Read(new MemoryStream(zip), "x.bin");

    /// <summary>One entry 'a' of three bytes, all of whose fields stand in 64-bit records.</summary>
    private static byte[] Zip64(long dataLength, long localHeader, long? endRecord)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory, Encoding.UTF8);
        WriteHeader(writer, 0x04034b50);
        writer.Write((ushort)1);
        writer.Write((ushort)0);
        writer.Write([(byte)'a', 1, 2, 3]);

        var directory = memory.Position;
        writer.Write(0x02014b50);
        writer.Write((ushort)45);
        WriteHeader(writer, null);
        writer.Write((ushort)1);
        writer.Write((ushort)28);
        writer.Write(new byte[10]);
        writer.Write(Wide);
        writer.Write((byte)'a');
        writer.Write((ushort)1);
        writer.Write((ushort)24);
        writer.Write(dataLength);
        writer.Write(dataLength);
        writer.Write(localHeader);

        var end = memory.Position;
        writer.Write(0x06064b50);
        writer.Write(44L);
        writer.Write(new byte[28]);
        writer.Write(end - directory);
        writer.Write(directory);
        writer.Write(0x07064b50);
        writer.Write(0);
        writer.Write(endRecord ?? end);
        writer.Write(1);
        writer.Write(0x06054b50);
        writer.Write(new byte[8]);
        writer.Write(Wide);
        writer.Write(Wide);
        writer.Write((ushort)0);
        return memory.ToArray();
    }

    /// <summary>Version to name length, which local and central records share; lengths left to the extra field.</summary>
    private static void WriteHeader(BinaryWriter writer, uint? signature)
    {
        if (signature is { } value)
            writer.Write(value);
        writer.Write((ushort)45);
        writer.Write(new byte[12]);
        writer.Write(Wide);
        writer.Write(Wide);
    }
}
