using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Interp.Models.Checkpoints;

/// <summary>
/// Reads the elements of a tensor piece by piece, on several threads, straight into the memory where they stay. Which thread
/// reads a piece makes no difference to it.
/// </summary>
internal static class PieceLoader
{
    /// <summary>Elements a piece: a multiple of every block size, and little enough for a core's cache.</summary>
    public const int Piece = 1 << 17;

    /// <summary>Elements that go to another device at a time.</summary>
    private const long Staged = 1 << 23;

    /// <summary>Reads into a new tensor.</summary>
    /// <returns>A contiguous tensor, owned by the caller.</returns>
    public static Tensor Read(StoredValues values, ReadOnlySpan<long> shape, ScalarType dtype, Device device, CheckpointOptions options)
    {
        var result = empty(shape, dtype, device);
        try
        {
            ReadInto(values, result, options);
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <summary>Reads into a contiguous tensor.</summary>
    public static void ReadInto(StoredValues values, Tensor into, CheckpointOptions options)
    {
        using var scope = NewDisposeScope();
        var flat = into.view(-1);
        var count = flat.shape[0];
        if (count == 0 || into.device_type == DeviceType.META)
            return;
        if (into.device_type == DeviceType.CPU)
            Fill(values, 0, flat, options);
        else
            FillElsewhere(values, flat, count, options);
    }

    /// <summary>Runs a read for each of many pieces, on as many threads as the options say; the first failure is thrown as it is.</summary>
    public static void InParallel(long pieces, CheckpointOptions options, Action<long> read)
    {
        var threads = options.Threads ?? Environment.ProcessorCount;
        if (pieces == 1 || threads == 1)
        {
            for (var piece = 0L; piece < pieces; piece++)
            {
                options.Cancellation.ThrowIfCancellationRequested();
                read(piece);
            }

            return;
        }

        try
        {
            Parallel.For(0, pieces, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = options.Cancellation }, read);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }

    private static void FillElsewhere(StoredValues values, Tensor flat, long count, CheckpointOptions options)
    {
        var buffer = Scratch.Of(Math.Min(count, Staged), values.OwnType, CPU);
        for (var at = 0L; at < count; at += Staged)
        {
            using var piece = NewDisposeScope();
            var size = Math.Min(Staged, count - at);
            var part = buffer.narrow(0, 0, size);
            Fill(values, at, part, options);
            flat.narrow(0, at, size).copy_(part);
        }
    }

    /// <summary>Fills a vector on the CPU with the elements from an index on.</summary>
    private static unsafe void Fill(StoredValues values, long first, Tensor vector, CheckpointOptions options)
    {
        var (count, dtype, size) = (vector.shape[0], vector.dtype, vector.dtype.Size());
        using var start = vector.narrow(0, 0, 1); // a span of bytes ends at 2 GB
        var memory = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(start.bytes));

        InParallel((count + Piece - 1) / Piece, options, piece =>
        {
            var at = piece * Piece;
            var elements = (int)Math.Min(Piece, count - at);
            values.Read(first + at, elements, dtype, new Span<byte>(memory + at * size, elements * size));
        });
    }
}
