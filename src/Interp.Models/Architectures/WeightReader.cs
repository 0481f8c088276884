using System.Text.RegularExpressions;
using Interp.Core.Transformer;
using Interp.Models.Checkpoints;
using static TorchSharp.torch;

namespace Interp.Models.Architectures;

/// <summary>
/// Hands a checkpoint's tensors to a recipe under Hugging Face's names, in the dtype and on the device of the run, and
/// remembers which were taken: a tensor too many is as suspicious as one too few.
/// </summary>
internal sealed class WeightReader
{
    private readonly Checkpoint _checkpoint;
    private readonly Func<string, string> _nameInFile;
    private readonly HashSet<string> _taken = [];

    /// <param name="checkpoint">The file; stays the caller's.</param>
    /// <param name="dtype">Dtype of the run.</param>
    /// <param name="device">Device of the run.</param>
    /// <param name="nameInFile">From Hugging Face's name to the file's own.</param>
    public WeightReader(Checkpoint checkpoint, ScalarType dtype, Device device, Func<string, string> nameInFile)
    {
        _checkpoint = checkpoint;
        _nameInFile = nameInFile;
        Dtype = dtype;
        Device = device;
    }

    public ScalarType Dtype { get; }

    public Device Device { get; }

    /// <summary>True for GGUF, whose converter lays some matrices out anew.</summary>
    public bool IsGguf => _checkpoint is GgufFile;

    public bool Has(string name) => _checkpoint.Entries.ContainsKey(_nameInFile(name));

    /// <exception cref="InvalidDataException">No such tensor, or another shape.</exception>
    public Tensor Read(string name, params ReadOnlySpan<long> shape)
    {
        var inFile = _nameInFile(name);
        _taken.Add(inFile);
        return _checkpoint.Read(inFile, shape, Dtype, Device);
    }

    /// <summary>NAME.weight [out, in] and, if there is to be one, NAME.bias [out].</summary>
    public Linear Linear(string name, int output, int input, bool bias) =>
        new(Read($"{name}.weight", output, input), bias ? Read($"{name}.bias", output) : null);

    /// <summary>NAME.weight and NAME.bias of a LayerNorm.</summary>
    public LayerNorm LayerNorm(string name, int width, double epsilon) =>
        new(Read($"{name}.weight", width), Read($"{name}.bias", width), epsilon);

    /// <summary>Every tensor of the file must have been taken, or be one that is known to hold no weight.</summary>
    /// <param name="known">Names, as in the file, of buffers and of copies of tied weights.</param>
    /// <exception cref="InvalidDataException">Others are left; the message names them.</exception>
    public void Finish(Regex known)
    {
        const int Named = 5;
        var left = _checkpoint.Entries.Keys.Where(name => !_taken.Contains(name) && !known.IsMatch(name)).Order(StringComparer.Ordinal).ToArray();
        if (left.Length > 0)
        {
            throw new InvalidDataException(
                $"{_checkpoint.Path}: {left.Length} tensor{(left.Length == 1 ? "" : "s")} that config.json has no place for: {string.Join(", ", left.Take(Named))}"
                + $"{(left.Length > Named ? ", …" : "")}. Config and weights do not belong together, or the architecture has a variant this library does not know.");
        }
    }
}
