using static TorchSharp.torch;

namespace Interp.Models.Tests.Checkpoints;

internal static class TensorComparison
{
    /// <summary>Same type, shape and bits.</summary>
    public static bool IsSame(this Tensor found, Tensor expected)
    {
        using var a = found.contiguous();
        using var b = expected.contiguous();
        return a.dtype == b.dtype && a.shape.AsSpan().SequenceEqual(b.shape) && a.bytes.SequenceEqual(b.bytes);
    }
}
