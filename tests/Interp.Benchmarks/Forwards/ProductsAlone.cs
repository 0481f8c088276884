using Interp.Core.Batches;
using Interp.Core.Products;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Benchmarks.Forwards;

/// <summary>A model's matrix products and fused attention calls, and nothing else: what a forward cannot do without.</summary>
internal sealed class ProductsAlone : IDisposable
{
    private readonly List<(Tensor Input, Tensor Weight, Tensor? Bias)> _products = [];
    private readonly Dictionary<long, Tensor> _inputs = [];
    private readonly Tensor _heads;
    private readonly int _layers;

    public ProductsAlone(HookedTransformer model, Batch batch)
    {
        var weights = model.Weights.Where(weight => weight.Name.StartsWith("blocks.", StringComparison.Ordinal)).ToDictionary(weight => weight.Name, weight => weight.Tensor);
        foreach (var (name, weight) in weights.Where(entry => entry.Value.Dimensions == 2))
        {
            var width = weight.shape[1];
            if (!_inputs.TryGetValue(width, out var input))
                _inputs[width] = input = randn([batch.Size * batch.Width, width]);
            _products.Add((input, weight, weights.GetValueOrDefault(name.Replace(".weight", ".bias", StringComparison.Ordinal))));
        }

        _heads = randn([batch.Size, batch.Width, model.Info.Heads, model.Info.DHead]).transpose(1, 2);
        _layers = model.Info.Layers;
    }

    /// <summary>All products by one route.</summary>
    public void Products(ProductRoute route)
    {
        foreach (var (input, weight, bias) in _products)
            MatrixProduct.By(route, input, weight, bias).Dispose();
    }

    /// <summary>All products by the routes that were measured.</summary>
    public void Products(ProductRoutes routes)
    {
        foreach (var (input, weight, bias) in _products)
            routes.Affine(input, weight, bias).Dispose();
    }

    /// <summary>All calls of the fused kernel.</summary>
    public void Attention()
    {
        for (var layer = 0; layer < _layers; layer++)
            nn.functional.scaled_dot_product_attention(_heads, _heads, _heads, is_casual: true).Dispose();
    }

    public void Dispose()
    {
        foreach (var input in _inputs.Values)
            input.Dispose();
        _heads.Dispose();
    }
}
