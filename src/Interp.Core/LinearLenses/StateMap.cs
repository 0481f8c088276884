using static TorchSharp.torch;

namespace Interp.Core.LinearLenses;

/// <summary>The map of one state.</summary>
/// <param name="Weight">[out, in], both d_model; float32 or float64.</param>
/// <param name="Bias">[d_model] of the same dtype, or null.</param>
public sealed record StateMap(Tensor Weight, Tensor? Bias = null)
{
    internal IEnumerable<Tensor> Tensors => Bias is null ? [Weight] : [Weight, Bias];
}
