using System.Text.RegularExpressions;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Models.Architectures;

/// <summary>
/// Hands a source's tensors to a recipe under Hugging Face's names, in the dtype and on the device of the run. A tensor too
/// many is as suspicious as one too few.
/// </summary>
/// <param name="source">The weights; stay the caller's.</param>
/// <param name="dtype">Dtype of the run.</param>
/// <param name="device">Device of the run.</param>
internal sealed class WeightReader(IWeightSource source, ScalarType dtype, Device device)
{
    public ScalarType Dtype => dtype;

    public Device Device => device;

    /// <summary>True for GGUF, whose converter lays some matrices out anew.</summary>
    public bool IsGguf => source.IsGguf;

    public bool Has(string name) => source.Has(name);

    /// <exception cref="InvalidDataException">No such tensor, or another shape.</exception>
    public Tensor Read(string name, params ReadOnlySpan<long> shape) => source.Read(name, shape, dtype, device);

    /// <summary>NAME.weight [out, in] and, if there is to be one, NAME.bias [out].</summary>
    public Linear Linear(string name, int output, int input, bool bias) =>
        new(Read($"{name}.weight", output, input), bias ? Read($"{name}.bias", output) : null);

    /// <summary>NAME.weight and NAME.bias of a LayerNorm.</summary>
    public LayerNorm LayerNorm(string name, int width, double epsilon) =>
        new(Read($"{name}.weight", width), Read($"{name}.bias", width), epsilon);

    /// <summary>Every tensor of the source must have been read, or be one that is known to hold no weight.</summary>
    /// <param name="known">Names, as in the file, of buffers and of copies of tied weights.</param>
    /// <exception cref="InvalidDataException">Others are left; the message names them.</exception>
    public void Finish(Regex known)
    {
        const int Named = 5;
        var left = source.Unread().Where(name => !known.IsMatch(name)).Order(StringComparer.Ordinal).ToArray();
        if (left.Length > 0)
        {
            throw new InvalidDataException(
                $"{source.Name}: {left.Length} tensor{(left.Length == 1 ? "" : "s")} that config.json has no place for: {string.Join(", ", left.Take(Named))}"
                + $"{(left.Length > Named ? ", …" : "")}. Config and weights do not belong together, or the architecture has a variant this library does not know.");
        }
    }
}
