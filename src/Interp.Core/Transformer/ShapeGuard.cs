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

    /// <summary>Broadcasting spreads the tensor over the shape, and the shape over nothing.</summary>
    public static void Spreads(Tensor tensor, ReadOnlySpan<long> shape, string name)
    {
        var own = tensor.shape;
        var fits = own.Length <= shape.Length;
        for (var axis = 1; fits && axis <= own.Length; axis++)
            fits = own[^axis] == 1 || own[^axis] == shape[^axis];
        if (!fits)
            throw new ArgumentException($"Shape [{string.Join(", ", own)}] does not spread over [{string.Join(", ", shape.ToArray())}].", name);
    }

    public static void LastAxis(Tensor tensor, long size, string name, string axis)
    {
        if (tensor.Dimensions == 0 || tensor.shape[^1] != size)
            throw new ArgumentException($"Expected a last axis {axis} of {size}, found shape [{string.Join(", ", tensor.shape)}].", name);
    }
}
