using TorchSharp;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Tiny;

/// <summary>Comparisons of tensors, and the count of those alive.</summary>
internal static class Numbers
{
    /// <summary>Tensors of this thread that nobody has disposed.</summary>
    public static long Live => DisposeScopeManager.Statistics.ThreadTotalLiveCount;

    /// <summary>Fails where a single bit differs.</summary>
    public static void ShouldBeBitForBit(this Tensor actual, Tensor expected, string because)
    {
        actual.shape.Should().Equal(expected.shape, because);
        using var scope = NewDisposeScope();
        actual.contiguous().bytes.SequenceEqual(expected.contiguous().bytes).Should().BeTrue($"{because} must not move a bit");
    }

    /// <summary>Largest absolute difference; infinities of the same sign do not differ.</summary>
    public static double Difference(Tensor actual, Tensor expected)
    {
        actual.shape.Should().Equal(expected.shape);
        using var scope = NewDisposeScope();
        var (a, b) = (actual.to(float64), expected.to(float64));
        return where(a == b, zeros_like(a), (a - b).abs()).max().item<double>();
    }

    /// <summary>Noise of the shape and dtype of <paramref name="like"/>, standard normal, always the same.</summary>
    public static Tensor Noise(Tensor like, int seed)
    {
        using var scope = NewDisposeScope();
        var generator = new Generator((ulong)seed, CPU);
        return randn(like.shape, dtype: like.dtype, generator: generator).MoveToOuterDisposeScope();
    }
}
