using System.Buffers;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Interp.Models.Checkpoints.Gguf;

/// <summary>Reads block-quantised tensors.</summary>
internal static class BlockReader
{
    /// <param name="file">The file.</param>
    /// <param name="offset">Byte of the first block; the caller has checked that the last one lies in the file.</param>
    /// <param name="shape">Shape of the result; its count is a multiple of the block size.</param>
    /// <param name="format">The blocks.</param>
    /// <param name="dtype">Type of the result.</param>
    /// <param name="device">Where the result goes.</param>
    public static Tensor Read(TensorFile file, long offset, ReadOnlySpan<long> shape, BlockFormat format, ScalarType dtype, Device device) =>
        StagedCopy.Make(shape, dtype, device, ScalarType.Float32, (first, into) =>
        {
            var values = MemoryMarshal.Cast<byte, float>(into);
            var bytes = values.Length / format.Elements * format.Bytes;
            var buffer = ArrayPool<byte>.Shared.Rent(bytes);
            file.ReadExactly(offset + first / format.Elements * format.Bytes, buffer.AsSpan(0, bytes));
            Decode(buffer.AsSpan(0, bytes), values, format);
            ArrayPool<byte>.Shared.Return(buffer);
        });

    /// <summary>Decodes consecutive blocks.</summary>
    public static void Decode(ReadOnlySpan<byte> blocks, Span<float> values, BlockFormat format)
    {
        for (; blocks.Length > 0; blocks = blocks[format.Bytes..], values = values[format.Elements..])
            format.Decode(blocks[..format.Bytes], values[..format.Elements]);
    }
}
