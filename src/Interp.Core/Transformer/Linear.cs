using Interp.Core.Products;
using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>An affine map with given weights. Owns them.</summary>
public sealed class Linear
{
    /// <summary>Takes over the weights.</summary>
    /// <param name="weight">[out, in]; a transposed view is as good as a matrix.</param>
    /// <param name="bias">[out], or null.</param>
    /// <exception cref="ArgumentException">Shapes that are not those.</exception>
    public Linear(Tensor weight, Tensor? bias)
    {
        ArgumentNullException.ThrowIfNull(weight);
        ShapeGuard.Rank(weight, 2, nameof(weight), "out in");
        if (bias is not null)
            ShapeGuard.Exactly(bias, [weight.shape[0]], nameof(bias), "out");

        Weight = weight;
        Bias = bias;
    }

    /// <summary>Width of the input.</summary>
    public int In => (int)Weight.shape[1];

    /// <summary>Width of the output.</summary>
    public int Out => (int)Weight.shape[0];

    internal Tensor Weight { get; }

    internal Tensor? Bias { get; }

    /// <param name="x">[..., in]</param>
    /// <param name="routes">Which way the product takes.</param>
    /// <returns>[..., out]</returns>
    internal Tensor Forward(Tensor x, ProductRoutes routes)
    {
        if (Weight.dtype == x.dtype)
            return routes.Affine(x, Weight, Bias);

        // Weights of fewer bits than the stream: the product in theirs, everything else in the stream's.
        using var scope = NewDisposeScope();
        var product = routes.Affine(x.to(Weight.dtype), Weight, null).to(x.dtype);
        return (Bias is null ? product : product.Plus(Bias)).MoveToOuterDisposeScope();
    }

    /// <summary>The map to some of the outputs; shares the weights, which stay this one's.</summary>
    internal Linear Rows(int first, int count) => new(Weight.narrow(0, first, count), Bias?.narrow(0, first, count));

    internal IEnumerable<NamedWeight> Weights(string name)
    {
        yield return new($"{name}.weight", Weight);
        if (Bias is not null)
            yield return new($"{name}.bias", Bias);
    }
}
