using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>
/// Results of operators take new memory, and by default the C library of Linux gives it back to the kernel as soon as it
/// is freed: every block's results then fault in page by page again, up to a quarter of a forward's time.
/// </summary>
/// <remarks>
/// glibc learns from what is freed: a block of memory that was mapped on its own and freed raises, to its own size, the size
/// up to which freed memory is kept for reuse (twice that is kept at most, 64 MiB here). So one allocation that nobody
/// writes to, freed at once, is all it takes: no setting of the process is changed, and what any freed buffer of that size
/// would have taught it is taught before the first forward.
/// </remarks>
internal static class FreedMemory
{
    /// <summary>Just below the largest block that glibc learns from, 32 MiB with its header.</summary>
    private const long Floats = (32L << 20) / sizeof(float) - 16_384;

    /// <summary>Lets the allocator keep what blocks free.</summary>
    /// <param name="device">Where the blocks compute; nothing is done for others than the CPU.</param>
    public static void IsReused(Device device)
    {
        if (device.type == TorchSharp.DeviceType.CPU)
            empty(Floats).Dispose();
    }
}
