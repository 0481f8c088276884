namespace Interp.Core.Results;

/// <summary>Passes a text's bytes on and refuses an endless line, before it fills the memory.</summary>
internal sealed class LineLimitStream(Stream inner, int longest) : Stream
{
    private long _line; // Bytes since the last line end.

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        var rest = buffer[..count];
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)'\n');
            _line += end < 0 ? rest.Length : end;
            if (_line > longest)
                throw new InvalidDataException($"a line of more than {longest} bytes");
            if (end < 0)
                break;
            _line = 0;
            rest = rest[(end + 1)..];
        }

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
            inner.Dispose();
        base.Dispose(disposing);
    }
}
