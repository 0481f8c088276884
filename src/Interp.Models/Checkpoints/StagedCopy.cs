using static TorchSharp.torch;

namespace Interp.Models.Checkpoints;

/// <summary>Makes a tensor of any dtype on any device from elements that come in pieces, through one small buffer.</summary>
internal static class StagedCopy
{
    /// <summary>Elements a piece; a multiple of every block size.</summary>
    public const int Piece = 1 << 20;

    /// <param name="shape">Shape of the result.</param>
    /// <param name="dtype">Type of the result.</param>
    /// <param name="device">Where the result goes.</param>
    /// <param name="staged">Type that the elements come in.</param>
    /// <param name="fill">Writes the elements from the given index on into the bytes of a piece.</param>
    /// <returns>A contiguous tensor, owned by the caller.</returns>
    public static Tensor Make(ReadOnlySpan<long> shape, ScalarType dtype, Device device, ScalarType staged, PieceReader fill)
    {
        var result = empty(shape, dtype, device);
        try
        {
            Fill(result, staged, fill);
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    private static void Fill(Tensor result, ScalarType staged, PieceReader fill)
    {
        using var scope = NewDisposeScope();
        var flat = result.view(-1);
        var count = flat.shape[0];
        var buffer = Scratch.Of(Math.Min(count, Piece), staged, CPU);

        for (var at = 0L; at < count; at += Piece)
        {
            using var piece = NewDisposeScope();
            var size = Math.Min(Piece, count - at);
            var part = buffer.narrow(0, 0, size);
            fill(at, part.bytes);
            flat.narrow(0, at, size).copy_(part);
        }
    }
}
