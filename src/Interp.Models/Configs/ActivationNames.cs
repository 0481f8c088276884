using System.Collections.Frozen;
using Interp.Core.Transformer;

namespace Interp.Models.Configs;

/// <summary>Hugging Face's names of activation functions.</summary>
public static class ActivationNames
{
    /// <summary>"gelu", "gelu_new", "silu", …: the choices of <see cref="ConfigReader.Choice"/>.</summary>
    public static FrozenDictionary<string, Activation> HuggingFace { get; } = new Dictionary<string, Activation>
    {
        ["gelu"] = Activation.Gelu,
        ["gelu_python"] = Activation.Gelu,
        ["gelu_new"] = Activation.GeluTanh,
        ["gelu_pytorch_tanh"] = Activation.GeluTanh,
        ["gelu_accurate"] = Activation.GeluTanh,
        ["gelu_fast"] = Activation.GeluFast,
        ["silu"] = Activation.Silu,
        ["swish"] = Activation.Silu,
        ["relu"] = Activation.Relu,
    }.ToFrozenDictionary();
}
