using static TorchSharp.torch;
using Approximate = TorchSharp.Modules.GELU.Approximate;

namespace Interp.Core.Transformer;

/// <summary>The functions behind <see cref="Activation"/>.</summary>
internal static class Activations
{
    private static readonly double TwiceRootTwoOverPi = 2 * Math.Sqrt(2 / Math.PI);

    public static Tensor Apply(this Activation activation, Tensor x) => activation switch
    {
        Activation.Gelu => nn.functional.gelu(x),
        Activation.GeluTanh => GeluTanh(x),
        Activation.GeluFast => GeluFast(x),
        Activation.Silu => nn.functional.silu(x),
        Activation.Relu => nn.functional.relu(x),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "Not an activation function."),
    };

    /// <summary>The same where nobody needs <paramref name="x"/> any more: over it where that helps.</summary>
    /// <returns>Often <paramref name="x"/> itself.</returns>
    public static Tensor ApplyInPlace(this Activation activation, Tensor x) => activation switch
    {
        Activation.Gelu => x.gelu_(),
        Activation.Silu => x.silu_(),
        _ => activation.Apply(x),
    };

    /// <summary>x sigmoid(2u), which is x (1 + tanh u) / 2: libtorch's tanh form takes ten times as long as its error function.</summary>
    private static Tensor GeluTanh(Tensor x)
    {
        if (x.requires_grad || x.dtype is not (ScalarType.Float32 or ScalarType.Float64))
            return nn.functional.gelu(x, Approximate.tanh);

        using var scope = NewDisposeScope();
        var gate = x * x;
        gate.Scale(TwiceRootTwoOverPi * 0.044715);
        gate.Shift(TwiceRootTwoOverPi);
        return gate.mul_(x).sigmoid_().mul_(x).MoveToOuterDisposeScope();
    }

    private static Tensor GeluFast(Tensor x)
    {
        using var scope = NewDisposeScope();
        return (x.Times(0.5) * (x.Times(0.7978845608) * (x.Times(0.044715) * x).Plus(1.0)).tanh().Plus(1.0)).MoveToOuterDisposeScope();
    }
}
