using System.Buffers;
using System.Runtime.InteropServices;
using TorchSharp;
using Interp.Models.Checkpoints.Gguf;

namespace Interp.Models.Checkpoints;

/// <summary>The elements of one tensor in its file: one after the other, or block after block.</summary>
/// <param name="File">The file.</param>
/// <param name="Offset">Byte of the first element; who makes this has checked that the last one lies in the file.</param>
/// <param name="Type">How they are stored.</param>
internal sealed record StoredValues(TensorFile File, long Offset, StoredType Type)
{
    /// <summary>The tensor type that needs no rounding.</summary>
    public torch.ScalarType OwnType => Type.ScalarType() ?? torch.ScalarType.Float32;

    /// <summary>Reads consecutive elements; may run on any thread, on several at once.</summary>
    /// <param name="first">Index of the first; the start of a block.</param>
    /// <param name="count">How many; whole blocks.</param>
    /// <param name="dtype">The type they are turned into.</param>
    /// <param name="into">Where they go.</param>
    /// <exception cref="InvalidDataException">The file ends before.</exception>
    public void Read(long first, int count, torch.ScalarType dtype, Span<byte> into)
    {
        var start = Offset + Type.Bytes(first);
        if (Type.ScalarType() == dtype)
        {
            File.ReadExactly(start, into);
            return;
        }

        var bytes = (int)Type.Bytes(count);
        var rented = ArrayPool<byte>.Shared.Rent(bytes);
        try
        {
            var stored = rented.AsSpan(0, bytes);
            File.ReadExactly(start, stored);
            if (dtype == torch.ScalarType.Float32)
                Decode(stored, MemoryMarshal.Cast<byte, float>(into));
            else
                Convert(stored, count, Floats.To(dtype), into);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private void Convert(ReadOnlySpan<byte> stored, int count, ValueEncoder encode, Span<byte> into)
    {
        var rented = ArrayPool<float>.Shared.Rent(count);
        try
        {
            var values = rented.AsSpan(0, count);
            Decode(stored, values);
            encode(values, into);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(rented);
        }
    }

    private void Decode(ReadOnlySpan<byte> stored, Span<float> values)
    {
        if (Type.ScalarType() is { } type)
            Floats.From(type)(stored, values);
        else
            BlockFormats.Of(Type).Decode(stored, values);
    }
}
