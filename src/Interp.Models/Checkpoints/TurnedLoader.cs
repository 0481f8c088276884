using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Interp.Models.Checkpoints;

/// <summary>Reads a matrix the other way round: some of its rows at a time, on several threads, each straight to where it stays.</summary>
internal static class TurnedLoader
{
    private const int Tile = 16; // columns whose elements of a row share a line of cache
    private const int Ways = 8; // rows whose lines fit in a cache's set, where all rows fall into one

    /// <param name="values">The stored matrix, of elements stored one by one.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="dtype">Type of the result.</param>
    /// <param name="options">How to read.</param>
    /// <returns>[columns, rows] on the CPU, owned by the caller.</returns>
    public static Tensor Read(StoredValues values, long rows, long columns, ScalarType dtype, CheckpointOptions options)
    {
        var result = empty(columns, rows, dtype);
        try
        {
            if (result.numel() > 0)
                Fill(result, values, rows, columns, options);
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    private static unsafe void Fill(Tensor result, StoredValues values, long rows, long columns, CheckpointOptions options)
    {
        using var start = result[0].narrow(0, 0, 1);
        var memory = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(start.bytes));
        var (dtype, size) = (result.dtype, result.dtype.Size());
        var some = Math.Max(PieceLoader.Piece / columns / Tile * Tile, 1);

        PieceLoader.InParallel((rows + some - 1) / some, options, piece =>
        {
            var first = piece * some;
            var count = (int)Math.Min(some, rows - first);
            var elements = checked((int)(count * columns));
            var rented = ArrayPool<byte>.Shared.Rent(elements * size);
            try
            {
                var stored = rented.AsSpan(0, elements * size);
                values.Read(first * columns, elements, dtype, stored);
                switch (size)
                {
                    case sizeof(ushort):
                        Turn(MemoryMarshal.Cast<byte, ushort>(stored), (ushort*)memory + first, count, rows);
                        break;
                    case sizeof(uint):
                        Turn(MemoryMarshal.Cast<byte, uint>(stored), (uint*)memory + first, count, rows);
                        break;
                    default:
                        Turn(MemoryMarshal.Cast<byte, ulong>(stored), (ulong*)memory + first, count, rows);
                        break;
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        });
    }

    /// <summary>Writes [count, columns] to where column c of it starts at <paramref name="into"/> + c * <paramref name="rows"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Turn<T>(ReadOnlySpan<T> stored, T* into, int count, long rows)
        where T : unmanaged
    {
        var columns = stored.Length / count;
        for (var tile = 0; tile < columns; tile += Tile)
        {
            var end = Math.Min(tile + Tile, columns);
            for (var few = 0; few < count; few += Ways)
            {
                var last = Math.Min(few + Ways, count);
                for (var column = tile; column < end; column++)
                {
                    var line = into + column * rows;
                    for (var row = few; row < last; row++)
                        line[row] = stored[row * columns + column];
                }
            }
        }
    }
}
