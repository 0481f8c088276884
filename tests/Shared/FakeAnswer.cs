namespace Interp.Tests;

/// <summary>What the server sends, faults included.</summary>
internal sealed record FakeAnswer(int Status)
{
    public byte[] Body { get; init; } = [];

    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>Close the connection after so many bytes of the body.</summary>
    public int? CutAfter { get; init; }

    /// <summary>After the last byte sent, keep the connection open and say nothing.</summary>
    public bool Hang { get; init; }

    /// <summary>Take the request and never answer.</summary>
    public bool Silent { get; init; }

    /// <summary>Send no length: the client cannot know the size beforehand.</summary>
    public bool Chunked { get; init; }

    /// <summary>The length announced, where it is not the body's.</summary>
    public long? AnnouncedLength { get; init; }
}
