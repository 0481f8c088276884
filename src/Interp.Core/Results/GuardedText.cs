using System.Buffers.Binary;
using System.IO.Compression;

namespace Interp.Core.Results;

/// <summary>The bytes of a text file, plain or gzipped; refuses an endless line before it fills the memory, and a file that was cut.</summary>
/// <remarks>
/// .NET's own decompression takes the end of a cut archive for the end of the text. In plain text, half of a last number
/// would pass for a number; hence the last line must have its end.
/// </remarks>
internal sealed class GuardedText : Stream
{
    private const int ShortestArchive = 18; // Header and trailer.

    private readonly Stream _inner;
    private readonly int _longest;
    private readonly bool _needsLineEnd;
    private readonly uint? _size; // Of the text, modulo 2^32, as the archive's last four bytes say.
    private long _line;           // Bytes since the last line end.
    private uint _total;

    private GuardedText(Stream inner, int longest, bool needsLineEnd, uint? size) => (_inner, _longest, _needsLineEnd, _size) = (inner, longest, needsLineEnd, size);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Opens a file.</summary>
    /// <param name="path">Plain, or gzipped in one piece.</param>
    /// <param name="longest">Most bytes of a line.</param>
    /// <param name="needsLineEnd">Whether the last line must have its end.</param>
    public static GuardedText Open(string path, int longest, bool needsLineEnd)
    {
        var file = File.OpenRead(path);
        var zipped = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        return zipped
            ? new GuardedText(new GZipStream(file, CompressionMode.Decompress), longest, needsLineEnd, SizeOfText(file))
            : new GuardedText(file, longest, needsLineEnd, null);
    }

    public override int Read(Span<byte> buffer)
    {
        var count = _inner.Read(buffer);
        if (count == 0 && buffer.Length > 0)
            RefuseCut();
        _total = unchecked(_total + (uint)count);
        RefuseEndless(buffer[..count]);
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }

    private static uint SizeOfText(FileStream file)
    {
        if (file.Length < ShortestArchive)
        {
            using (file)
                throw new InvalidDataException($"an archive of {file.Length} bytes, which is less than its frame");
        }

        Span<byte> size = stackalloc byte[4];
        file.Position = file.Length - size.Length;
        file.ReadExactly(size);
        file.Position = 0;
        return BinaryPrimitives.ReadUInt32LittleEndian(size);
    }

    private void RefuseCut()
    {
        if (_size is { } size && size != _total)
            throw new InvalidDataException($"an archive that is cut, or of several pieces: it holds {_total} bytes and says {size}");
        if (_needsLineEnd && _line > 0)
            throw new InvalidDataException("the last line has no end, as in a file that was cut");
    }

    private void RefuseEndless(ReadOnlySpan<byte> rest)
    {
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)'\n');
            _line += end < 0 ? rest.Length : end;
            if (_line > _longest)
                throw new InvalidDataException($"a line of more than {_longest} bytes");
            if (end < 0)
                return;
            _line = 0;
            rest = rest[(end + 1)..];
        }
    }
}
