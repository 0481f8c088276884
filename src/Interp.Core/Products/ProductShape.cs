using System.Numerics;
using static TorchSharp.torch;

namespace Interp.Core.Products;

/// <summary>A class of products that one route suits: sizes to the next lower power of two, but for the inner one.</summary>
/// <param name="Rows">Tokens.</param>
/// <param name="In">Width of the input.</param>
/// <param name="Out">Width of the output.</param>
/// <param name="Transposed">True where the weight lies in memory as [in, out].</param>
public readonly record struct ProductShape(int Rows, int In, int Out, bool Transposed)
{
    /// <summary>Products of fewer tokens are too short to choose for.</summary>
    private const int LeastRows = 64;

    /// <summary>And those of so few multiplications.</summary>
    private const long LeastSize = 4L << 20;

    /// <summary>The class of a product; null for one that has only the plain route.</summary>
    /// <param name="x">[..., in]</param>
    /// <param name="weight">[out, in]</param>
    internal static ProductShape? Of(Tensor x, Tensor weight)
    {
        if (x.dtype != ScalarType.Float32 || x.device_type != TorchSharp.DeviceType.CPU || x.requires_grad || weight.requires_grad)
            return null;
        var (outer, inner) = (weight.shape[0], weight.shape[1]);
        var rows = x.numel() / inner;
        return rows < LeastRows || rows * inner * outer < LeastSize ? null : new ProductShape(Floor(rows), (int)inner, Floor(outer), weight.stride(0) < weight.stride(1));
    }

    private static int Floor(long size) => 1 << BitOperations.Log2((ulong)size);
}
