using System.Buffers.Binary;
using System.Text.Json;
using Interp.Models.Checkpoints.Safetensors;
using static TorchSharp.torch;

namespace Interp.Models.Checkpoints;

/// <summary>Writes safetensors files.</summary>
public static class SafetensorsWriter
{
    private const string MetadataKey = "__metadata__";
    private const int Alignment = 8;
    private const int Piece = 1 << 22;

    /// <summary>Writes a file: beside its place first, then renamed, so that no half-written file is ever found there.</summary>
    /// <param name="path">Where the file goes; an older one is replaced.</param>
    /// <param name="tensors">
    /// Tensors by name, of any device and layout. They stay the caller's. Tensors that share storage are written each by itself.
    /// </param>
    /// <param name="metadata">Free text pairs for the header's <c>__metadata__</c>.</param>
    /// <exception cref="ArgumentException">A tensor is of a type the format cannot hold, or is named <c>__metadata__</c>.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        CheckWritable(tensors);

        // Widest types first: every tensor is then aligned to its type, and can be mapped in place.
        var ordered = tensors
            .OrderByDescending(t => t.Value.ElementSize)
            .ThenBy(t => t.Key, StringComparer.Ordinal)
            .ToList();
        var header = Header(ordered, metadata ?? new Dictionary<string, string>());

        var beside = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            using (var file = new FileStream(beside, FileMode.CreateNew, FileAccess.Write, FileShare.None, Piece))
            {
                file.Write(header);
                foreach (var (_, tensor) in ordered)
                    WriteData(file, tensor);
            }

            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }

    private static void CheckWritable(IReadOnlyDictionary<string, Tensor> tensors)
    {
        foreach (var (name, tensor) in tensors)
        {
            if (name == MetadataKey)
                throw new ArgumentException($"'{MetadataKey}' is the header's own name and cannot be a tensor's.", nameof(tensors));
            if (tensor is null || SafetensorsTypes.NameOf(tensor.dtype) is null)
                throw new ArgumentException(
                    $"Tensor '{name}' of type {tensor?.dtype.ToString() ?? "null"} cannot be written; types are "
                    + $"{SafetensorsTypes.Names}.", nameof(tensors));
        }
    }

    private static byte[] Header(IReadOnlyList<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var memory = new MemoryStream();
        memory.Write(stackalloc byte[sizeof(ulong)]);
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartObject();
            WriteMetadata(json, metadata);
            var at = 0L;
            foreach (var (name, tensor) in tensors)
                at = WriteEntry(json, name, tensor, at);
            json.WriteEndObject();
        }

        while (memory.Length % Alignment != 0)
            memory.WriteByte((byte)' ');

        var header = memory.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(header, header.Length - sizeof(ulong));
        return header;
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.Count == 0)
            return;

        json.WriteStartObject(MetadataKey);
        foreach (var (key, value) in metadata)
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static long WriteEntry(Utf8JsonWriter json, string name, Tensor tensor, long start)
    {
        var end = start + tensor.numel() * tensor.ElementSize;
        json.WriteStartObject(name);
        json.WriteString("dtype", SafetensorsTypes.NameOf(tensor.dtype));
        json.WriteStartArray("shape");
        foreach (var size in tensor.shape)
            json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(start);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
        return end;
    }

    private static void WriteData(Stream file, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var flat = tensor.detach().cpu().contiguous().view(-1);
        for (var at = 0L; at < flat.shape[0]; at += Piece)
        {
            using var piece = flat.narrow(0, at, Math.Min(Piece, flat.shape[0] - at));
            file.Write(piece.bytes);
        }
    }
}
