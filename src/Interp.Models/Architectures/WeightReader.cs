using System.Text.RegularExpressions;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Models.Architectures;

/// <summary>
/// Hands a source's tensors to a recipe under Hugging Face's names, in the dtype and on the device of the run. A tensor too
/// many is as suspicious as one too few.
/// </summary>
public sealed class WeightReader
{
    private readonly IWeightSource _source;

    /// <param name="source">The weights; stay the caller's.</param>
    /// <param name="dtype">Dtype of the run.</param>
    /// <param name="device">Device of the run.</param>
    internal WeightReader(IWeightSource source, ScalarType dtype, Device device)
    {
        _source = source;
        Dtype = dtype;
        Device = device;
    }

    /// <summary>Dtype of the run, whatever the file stores.</summary>
    public ScalarType Dtype { get; }

    /// <summary>Device of the run.</summary>
    public Device Device { get; }

    /// <summary>True for GGUF, whose converter lays some matrices out anew.</summary>
    internal bool IsGguf => _source.IsGguf;

    /// <summary>Whether <see cref="Finish"/> was called and found nothing left.</summary>
    internal bool IsFinished { get; private set; }

    /// <summary>Whether there is a tensor of this name.</summary>
    /// <param name="name">Its name in the checkpoint.</param>
    public bool Has(string name) => _source.Has(name);

    /// <summary>Reads a tensor.</summary>
    /// <param name="name">Its name in the checkpoint.</param>
    /// <param name="shape">The shape it must have.</param>
    /// <returns>A tensor of this shape, in the dtype and on the device of the run. It is the model's once a part of it takes it, and freed after the build otherwise.</returns>
    /// <exception cref="InvalidDataException">No such tensor, or another shape.</exception>
    public Tensor Read(string name, params ReadOnlySpan<long> shape) => _source.Read(name, shape, Dtype, Device);

    /// <summary>Reads NAME.weight [out, in] and, if there is to be one, NAME.bias [out].</summary>
    /// <param name="name">The checkpoint's name of the map.</param>
    /// <param name="output">Width of what comes out.</param>
    /// <param name="input">Width of what goes in.</param>
    /// <param name="bias">Whether there is to be a bias.</param>
    /// <exception cref="InvalidDataException">No such tensor, or another shape.</exception>
    public Linear Linear(string name, int output, int input, bool bias) =>
        new(Read($"{name}.weight", output, input), bias ? Read($"{name}.bias", output) : null);

    /// <summary>Reads NAME.weight and NAME.bias [width] of a LayerNorm.</summary>
    /// <param name="name">The checkpoint's name of the norm.</param>
    /// <param name="width">Width of what it normalises.</param>
    /// <param name="epsilon">What it adds to the variance.</param>
    /// <exception cref="InvalidDataException">No such tensor, or another shape.</exception>
    public LayerNorm LayerNorm(string name, int width, double epsilon) =>
        new(Read($"{name}.weight", width), Read($"{name}.bias", width), epsilon);

    /// <summary>Every tensor of the source must have been read, or be one that is known to hold no weight.</summary>
    /// <param name="known">Names, as in the file, of buffers and of copies of tied weights; null where there are none.</param>
    /// <exception cref="InvalidDataException">Others are left; the message names them.</exception>
    public void Finish(Regex? known = null)
    {
        const int Named = 5;
        var left = _source.Unread().Where(name => known?.IsMatch(name) != true).Order(StringComparer.Ordinal).ToArray();
        if (left.Length > 0)
        {
            throw new InvalidDataException(
                $"{_source.Name}: {left.Length} tensor{(left.Length == 1 ? "" : "s")} that config.json has no place for: {string.Join(", ", left.Take(Named))}"
                + $"{(left.Length > Named ? ", …" : "")}. Config and weights do not belong together, or the architecture has a variant this library does not know.");
        }

        IsFinished = true;
    }
}
