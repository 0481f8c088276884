using static TorchSharp.torch;

namespace Interp.Core.Products;

/// <summary>Finds the fastest route of a product by running it.</summary>
internal static class RouteTimer
{
    private const int Rounds = 3;

    /// <summary>A route other than the plain one must save a tenth, so that noise does not choose.</summary>
    private const double Margin = 0.9;

    /// <param name="x">[..., in]</param>
    /// <param name="weight">[out, in]</param>
    /// <param name="bias">[out], or null.</param>
    public static ProductRoute Fastest(Tensor x, Tensor weight, Tensor? bias)
    {
        var seconds = new Dictionary<ProductRoute, double>();
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var route in Enum.GetValues<ProductRoute>())
            {
                var began = TimeProvider.System.GetTimestamp();
                MatrixProduct.By(route, x, weight, bias).Dispose();
                if (round > 0) // The first makes ready.
                    seconds[route] = Math.Min(seconds.GetValueOrDefault(route, double.PositiveInfinity), TimeProvider.System.GetElapsedTime(began).TotalSeconds);
            }
        }

        var best = seconds.MinBy(pair => pair.Value);
        return best.Value < Margin * seconds[ProductRoute.Linear] ? best.Key : ProductRoute.Linear;
    }
}
