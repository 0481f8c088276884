using static TorchSharp.torch;

namespace Interp.Models;

/// <summary>How to load a model.</summary>
public sealed record PretrainedOptions
{
    /// <summary>float32 on the CPU.</summary>
    public static PretrainedOptions Default { get; } = new();

    /// <summary>Dtype of weights and activations, whatever the file stores: float32, bfloat16 or float64.</summary>
    public ScalarType Dtype { get; init; } = ScalarType.Float32;

    /// <summary>Where the model computes; null for the CPU.</summary>
    public Device? Device { get; init; }

    /// <summary>
    /// Whether the source's tokenizer is read too. Without it the model takes token ids only, which helps where a file's
    /// tokenizer is of a kind not implemented.
    /// </summary>
    public bool WithTokenizer { get; init; } = true;
}
