using System.Text.RegularExpressions;
using Interp.Core.Transformer;
using Interp.Models.Checkpoints;
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

    /// <summary>Reads a matrix that is stored as [columns, rows].</summary>
    /// <returns>[rows, columns]; as of <see cref="Read"/>.</returns>
    internal Tensor ReadTurned(string name, long rows, long columns) => _source.ReadTurned(name, rows, columns, Dtype, Device);

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

    /// <summary>
    /// Reads the embedding and the unembedding. Where they are tied one of the two may be missing, and a stored unembedding
    /// that differs from the embedding counts as it stands, as in transformers: a config may say "tied" and its file not be.
    /// </summary>
    /// <param name="embedding">The checkpoint's name of the embedding.</param>
    /// <param name="heads">Names that the unembedding may have; two of them must hold the same numbers.</param>
    /// <param name="tied">Whether the config says that the two are one.</param>
    /// <param name="rows">Rows of each.</param>
    /// <param name="width">Width of a row.</param>
    /// <returns>Both [d_vocab, d_model]; one and the same tensor where they are equal.</returns>
    /// <exception cref="InvalidDataException">One that must be there is not, or is of another shape, or two heads differ.</exception>
    public (Tensor Embedding, Tensor Unembedding) Vocabulary(string embedding, IReadOnlyList<string> heads, bool tied, int rows, int width)
    {
        ArgumentNullException.ThrowIfNull(heads);
        var stored = heads.Where(Has).ToArray();
        if (!tied)
            return (Read(embedding, rows, width), ReadHead(heads, stored, rows, width));
        if (stored.Length == 0)
        {
            var both = Read(embedding, rows, width);
            return (both, both);
        }

        var head = ReadHead(heads, stored, rows, width);
        if (!Has(embedding))
            return (head, head);
        var tokens = Read(embedding, rows, width);
        if (!tokens.Equals(head))
            return (tokens, head);
        head.Dispose();
        return (tokens, tokens);
    }

    /// <summary>Every tensor of the source must have been read, or be one that is known to hold no weight.</summary>
    /// <param name="known">Names, as in the file, of buffers and of copies of tied weights; null where there are none.</param>
    /// <exception cref="InvalidDataException">Others are left; the message names them.</exception>
    public void Finish(Regex? known = null)
    {
        const int Named = 5;
        var left = _source.Unread().Where(name => known?.IsMatch(name) != true).Order(StringComparer.Ordinal).ToArray();
        if (left.Length > 0)
        {
            throw Malformed.Data(
                $"{_source.Name}: {left.Length} tensor{(left.Length == 1 ? "" : "s")} that config.json has no place for: {string.Join(", ", left.Take(Named).Select(Malformed.Cut))}"
                + $"{(left.Length > Named ? ", …" : "")}. Config and weights do not belong together, or the architecture has a variant this library does not know.");
        }

        _source.Finish();
        IsFinished = true;
    }

    private Tensor ReadHead(IReadOnlyList<string> heads, string[] stored, int rows, int width)
    {
        const string Classifier = "score.weight";
        if (stored.Length == 0 && Has(Classifier))
            throw Malformed.File(_source.Name, $"it holds the head of a classifier ({Classifier}) and none of a language model ({heads[0]}), so it has no logits over a vocabulary; take the model that the classifier was made from");

        var head = Read(stored.Length == 0 ? heads[0] : stored[0], rows, width);
        foreach (var name in stored.Skip(1))
        {
            using var other = Read(name, rows, width);
            if (!head.Equals(other))
                throw Malformed.File(_source.Name, $"it holds two unembeddings, {stored[0]} and {name}, that differ; take one of them out of the file");
        }

        return head;
    }
}
