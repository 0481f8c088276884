using static TorchSharp.torch;

namespace Interp.Core.Products;

/// <summary>x W^T + b, by each route.</summary>
internal static class MatrixProduct
{
    /// <summary>
    /// Changes nothing of a 1x1 kernel. Without it libtorch leaves oneDNN aside for such a kernel where there is one thread
    /// alone, and its own code is no faster than the plain product.
    /// </summary>
    private static readonly long[] Dilation = [1, 2];

    /// <param name="route">How.</param>
    /// <param name="x">[..., in]</param>
    /// <param name="weight">[out, in]</param>
    /// <param name="bias">[out], or null.</param>
    /// <returns>[..., out]</returns>
    public static Tensor By(ProductRoute route, Tensor x, Tensor weight, Tensor? bias) => route switch
    {
        ProductRoute.Linear => x.numel() == weight.shape[1] ? OfOneRow(x, weight, bias) : nn.functional.linear(x, weight, bias),
        ProductRoute.Convolution => Convolved(x, weight, bias),
        _ => throw new ArgumentOutOfRangeException(nameof(route), route, "Not a route."),
    };

    /// <summary>
    /// As one of two rows: MKL multiplies a single one as a vector, and the last bits of that differ from process to process
    /// with where memory happens to lie.
    /// </summary>
    private static Tensor OfOneRow(Tensor x, Tensor weight, Tensor? bias)
    {
        using var scope = NewDisposeScope();
        var row = x.reshape(1, -1); // [1, in]
        return nn.functional.linear(cat([row, row], 0), weight, bias).narrow(0, 0, 1).reshape([.. x.shape[..^1], weight.shape[0]]).MoveToOuterDisposeScope();
    }

    /// <summary>Tokens are the pixels of one picture, widths its channels, which lie side by side in memory already.</summary>
    private static Tensor Convolved(Tensor x, Tensor weight, Tensor? bias)
    {
        using var scope = NewDisposeScope();
        var (outer, inner) = (weight.shape[0], weight.shape[1]);
        var picture = x.reshape(1, -1, 1, inner).permute(0, 3, 1, 2);
        var product = nn.functional.conv2d(picture, weight.view(outer, inner, 1, 1), bias, dilation: Dilation).permute(0, 2, 3, 1);
        return product.view([.. x.shape[..^1], outer]).MoveToOuterDisposeScope();
    }
}
