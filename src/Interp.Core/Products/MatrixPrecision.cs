namespace Interp.Core.Products;

/// <summary>In which dtype a model keeps the matrices of its blocks and multiplies by them. The stream keeps its own.</summary>
public enum MatrixPrecision
{
    /// <summary>That of the run.</summary>
    OfRun,

    /// <summary>bfloat16, half the memory of float32: inputs are rounded to it, sums are made in float32. A relative error of about 0.003 a product.</summary>
    BFloat16,

    /// <summary><see cref="BFloat16"/> where a short measurement finds it much faster on this machine, else <see cref="OfRun"/>.</summary>
    Fastest,
}
