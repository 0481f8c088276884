namespace Interp.Datasets.Reading;

/// <summary>How the bytes of a dataset file are read.</summary>
public sealed class TextEncoding
{
    private TextEncoding(string name) => Name = name;

    /// <summary>UTF-8, with or without a byte order mark; a byte that does not fit is an error.</summary>
    public static TextEncoding Utf8 { get; } = new("UTF-8");

    /// <summary>ISO 8859-1, in which every byte is a character.</summary>
    public static TextEncoding Latin1 { get; } = new("ISO 8859-1");

    /// <summary>UTF-8 after every byte 0xF0 was made a space: TREC's training file has one such byte, in "sister?city".</summary>
    public static TextEncoding Utf8WithStrayF0 { get; } = new("UTF-8 with stray 0xF0 bytes");

    /// <summary>The name used in messages.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
