using System.Text;
using System.Text.Unicode;

namespace Interp.Datasets.Reading;

/// <summary>Opens dataset files: bounded in size, no Git LFS pointers, text in the encoding it is said to be in.</summary>
internal static class DatasetFile
{
    private const long MaximumBytes = 1L << 30;
    private static readonly byte[] PointerStart = "version https://git-lfs"u8.ToArray();

    /// <summary>All bytes of a file.</summary>
    public static byte[] ReadBytes(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new FileNotFoundException($"{path}: there is no such file.", path);
        if (file.Length > MaximumBytes)
            throw new InvalidDataException($"{path}: {file.Length} bytes; a dataset file may have at most {MaximumBytes}. Cut it to the rows you need.");

        var bytes = File.ReadAllBytes(path);
        if (bytes.AsSpan().StartsWith(PointerStart))
        {
            throw new InvalidDataException(
                $"{path}: this is a Git LFS pointer ({bytes.Length} bytes of text), not the data it stands for. "
                + "Fetch the data with 'git lfs pull' in that repository, or download the file from the dataset's page.");
        }

        return bytes;
    }

    /// <summary>The text of a file, without a byte order mark.</summary>
    public static string ReadText(string path, TextEncoding encoding)
    {
        var bytes = ReadBytes(path);
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
            throw new InvalidDataException($"{path}: line 1: a UTF-16 byte order mark; expected {encoding.Name}. Save the file as UTF-8.");

        if (encoding == TextEncoding.Latin1)
            return Encoding.Latin1.GetString(bytes);
        if (encoding == TextEncoding.Utf8WithStrayF0)
            bytes.AsSpan().Replace((byte)0xF0, (byte)' ');

        var text = bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes.AsSpan(3) : bytes;
        if (!Utf8.IsValid(text))
            throw InvalidUtf8(path, text);
        return Encoding.UTF8.GetString(text);
    }

    private static InvalidDataException InvalidUtf8(string path, ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(text[at..], out _, out var length) == System.Buffers.OperationStatus.Done)
            at += length;
        var line = 1 + text[..at].Count((byte)'\n');
        return new InvalidDataException($"{path}: line {line}: byte 0x{text[at]:X2} is not UTF-8; expected UTF-8. Convert the file, or take it from its original source again.");
    }
}
