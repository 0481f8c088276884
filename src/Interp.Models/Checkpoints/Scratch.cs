using static TorchSharp.torch;

namespace Interp.Models.Checkpoints;

/// <summary>Short-lived room for elements, which leaves no hole in the heap when it is freed.</summary>
internal static class Scratch
{
    /// <summary>
    /// Part of a block of a size that glibc always maps and unmaps, of which only the pages used take memory. A smaller one
    /// comes from the heap, where small objects that outlive it settle in its place: every tensor read would leave a hole.
    /// </summary>
    /// <param name="count">Number of elements.</param>
    /// <param name="type">Their type.</param>
    /// <param name="device">Where they are.</param>
    /// <returns>[count], not initialised, in the caller's dispose scope.</returns>
    public static Tensor Of(long count, ScalarType type, Device device)
    {
        const long Small = 1 << 17;
        const long AlwaysMapped = 33 << 20;
        var bytes = count * type.Size();
        return bytes is <= Small or >= AlwaysMapped ? empty(count, type, device) : empty(AlwaysMapped / type.Size(), type, device).narrow(0, 0, count);
    }
}
