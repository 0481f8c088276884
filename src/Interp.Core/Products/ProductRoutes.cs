using System.Collections.Concurrent;
using static TorchSharp.torch;

namespace Interp.Core.Products;

/// <summary>
/// Which way a model's matrix products take: always the plain one, or for each class of shapes the one that a short
/// measurement found fastest on this machine.
/// </summary>
/// <remarks>
/// The choice moves results by no more than the noise of the dtype, but it does move last bits. A class is measured once,
/// when it is first met; where a file keeps the choices, all processes that share it choose alike. Safe for use from
/// several threads.
/// </remarks>
public sealed class ProductRoutes
{
    private readonly ConcurrentDictionary<ProductShape, ProductRoute> _chosen = new();
    private readonly RouteFile? _file;
    private readonly bool _measures;

    private ProductRoutes(bool measures, RouteFile? file)
    {
        _measures = measures;
        _file = file;
    }

    /// <summary>Always <see cref="ProductRoute.Linear"/>.</summary>
    public static ProductRoutes Plain { get; } = new(measures: false, file: null);

    /// <summary>The fastest one of each class of shapes.</summary>
    /// <param name="file">Keeps the choices; made where it is not there. Null to measure anew in every process.</param>
    /// <remarks>A file that cannot be read or written costs a new measurement, no more.</remarks>
    public static ProductRoutes Measured(string? file = null) => new(measures: true, file is null ? null : new RouteFile(file));

    /// <summary>What was chosen so far, here or in the file.</summary>
    public IReadOnlyDictionary<ProductShape, ProductRoute> Chosen
    {
        get
        {
            var all = new Dictionary<ProductShape, ProductRoute>(_chosen);
            foreach (var (shape, route) in _file?.Read() ?? new Dictionary<ProductShape, ProductRoute>())
                all[shape] = route;
            return all;
        }
    }

    /// <summary>x W^T + b.</summary>
    /// <param name="x">[..., in]</param>
    /// <param name="weight">[out, in]</param>
    /// <param name="bias">[out], or null.</param>
    /// <returns>[..., out]</returns>
    internal Tensor Affine(Tensor x, Tensor weight, Tensor? bias)
    {
        var route = _measures && ProductShape.Of(x, weight) is { } shape
            ? _chosen.GetOrAdd(shape, shape => RouteOf(shape, x, weight, bias))
            : ProductRoute.Linear;
        return MatrixProduct.By(route, x, weight, bias);
    }

    private ProductRoute RouteOf(ProductShape shape, Tensor x, Tensor weight, Tensor? bias) => _file is null
        ? RouteTimer.Fastest(x, weight, bias)
        : _file.ReadOrAdd(shape, () => RouteTimer.Fastest(x, weight, bias));
}
