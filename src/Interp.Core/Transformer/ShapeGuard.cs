using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>A wrong shape never reaches libtorch, where it could end the process.</summary>
internal static class ShapeGuard
{
    public static void Rank(Tensor tensor, int rank, string name, string axes)
    {
        if (tensor.Dimensions != rank)
            throw new ArgumentException($"Expected {rank} axes [{axes}], found [{string.Join(", ", tensor.shape)}].", name);
    }

    public static void Exactly(Tensor tensor, ReadOnlySpan<long> shape, string name, string axes)
    {
        if (!shape.SequenceEqual(tensor.shape))
            throw new ArgumentException($"Expected shape [{string.Join(", ", shape.ToArray())}] ({axes}), found [{string.Join(", ", tensor.shape)}].", name);
    }

    public static void LastAxis(Tensor tensor, long size, string name, string axis)
    {
        if (tensor.Dimensions == 0 || tensor.shape[^1] != size)
            throw new ArgumentException($"Expected a last axis {axis} of {size}, found shape [{string.Join(", ", tensor.shape)}].", name);
    }
}
