namespace Interp.Core.Products;

/// <summary>A way to multiply activations by a weight matrix. All give the same product, to the rounding of the dtype.</summary>
public enum ProductRoute
{
    /// <summary>libtorch's own linear map: the BLAS it was built with.</summary>
    Linear,

    /// <summary>The same product as a 1x1 convolution over a view of the activations: oneDNN's kernels, which some CPUs run twice as fast.</summary>
    Convolution,
}
