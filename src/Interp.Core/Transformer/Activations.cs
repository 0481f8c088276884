using static TorchSharp.torch;
using Approximate = TorchSharp.Modules.GELU.Approximate;

namespace Interp.Core.Transformer;

/// <summary>The functions behind <see cref="Activation"/>.</summary>
internal static class Activations
{
    public static Tensor Apply(this Activation activation, Tensor x) => activation switch
    {
        Activation.Gelu => nn.functional.gelu(x),
        Activation.GeluTanh => nn.functional.gelu(x, Approximate.tanh),
        Activation.GeluFast => GeluFast(x),
        Activation.Silu => nn.functional.silu(x),
        Activation.Relu => nn.functional.relu(x),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "Not an activation function."),
    };

    private static Tensor GeluFast(Tensor x)
    {
        using var scope = NewDisposeScope();
        return (x.Times(0.5) * (x.Times(0.7978845608) * (x.Times(0.044715) * x).Plus(1.0)).tanh().Plus(1.0)).MoveToOuterDisposeScope();
    }
}
