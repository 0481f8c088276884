using System.Text.Json;

namespace Interp.Models.Checkpoints.Safetensors;

/// <summary>The checked header of a safetensors file.</summary>
/// <param name="Tensors">Tensors by name.</param>
/// <param name="Metadata">Free text pairs.</param>
internal sealed record SafetensorsHeader(
    IReadOnlyDictionary<string, SafetensorsTensor> Tensors, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Bytes; the format's own limit.</summary>
    public const int MaxLength = 100_000_000;

    /// <summary>Reads and checks a header.</summary>
    /// <param name="text">The JSON text.</param>
    /// <param name="dataLength">Bytes that follow it.</param>
    /// <param name="path">The file, for messages.</param>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> text, long dataLength, string path)
    {
        SafetensorsHeader header;
        try
        {
            header = new SafetensorsHeaderReader(text, path).Read();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // The JSON reader reports wrong token types and malformed UTF-8 as InvalidOperationException.
            throw Malformed.File(path, $"the safetensors header cannot be read ({e.Message.TrimEnd('.')})", e);
        }

        CheckRanges(header.Tensors.Values, dataLength, path);
        return header;
    }

    private static void CheckRanges(IEnumerable<SafetensorsTensor> tensors, long dataLength, string path)
    {
        var at = 0L;
        foreach (var tensor in tensors.OrderBy(t => t.Start).ThenBy(t => t.End))
        {
            if (tensor.Start != at)
                throw Malformed.File(
                    path, $"tensor {Malformed.Quote(tensor.Entry.Name)} starts at byte {tensor.Start} of the data, expected {at}: "
                    + "ranges overlap or leave a gap");
            at = tensor.End;
        }

        if (at != dataLength)
            throw Malformed.File(path, $"the header describes {at} bytes of data, the file has {dataLength}: it is cut short or damaged");
    }
}
