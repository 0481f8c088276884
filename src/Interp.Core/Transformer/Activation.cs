namespace Interp.Core.Transformer;

/// <summary>The non-linearity of an MLP.</summary>
public enum Activation
{
    /// <summary>x Φ(x), by the error function.</summary>
    Gelu,

    /// <summary>The tanh form of GELU ("gelu_new", "gelu_pytorch_tanh").</summary>
    GeluTanh,

    /// <summary>The tanh form as Hugging Face's "gelu_fast" computes it.</summary>
    GeluFast,

    /// <summary>x sigmoid(x).</summary>
    Silu,

    /// <summary>max(x, 0).</summary>
    Relu,
}
