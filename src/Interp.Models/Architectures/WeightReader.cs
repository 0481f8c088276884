using System.Text.RegularExpressions;
using Interp.Core.Transformer;
using Interp.Core.Transformer.Placement;
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
    private readonly bool _streams;
    private readonly PartDevices _devices;
    private BlocksAt _at;
    private long _claimed;

    /// <param name="source">The weights; become those of the blocks where they are streamed, and stay the caller's otherwise.</param>
    /// <param name="dtype">Dtype of the run.</param>
    /// <param name="matrixDtype">Dtype in which the blocks keep their matrices.</param>
    /// <param name="devices">Where each part goes.</param>
    /// <param name="streams">Whether blocks are read as they are needed.</param>
    internal WeightReader(IWeightSource source, ScalarType dtype, ScalarType matrixDtype, PartDevices devices, bool streams)
    {
        _source = source;
        _streams = streams;
        _devices = devices;
        Dtype = dtype;
        MatrixDtype = matrixDtype;
        Device = devices.First;
    }

    /// <summary>A reader that reads nothing: names and shapes are checked, and every tensor is on the meta device.</summary>
    internal static WeightReader Outline(IWeightSource source, ScalarType dtype) => new(source, dtype, dtype, PartDevices.All(META), streams: false) { _at = BlocksAt.Plan };

    /// <summary>What reading a weight means at the moment.</summary>
    private enum BlocksAt
    {
        /// <summary>It is read for good.</summary>
        Rest,

        /// <summary>Its name and shape are checked, for it will be read later.</summary>
        Outline,

        /// <summary>The same, to know how large the parts are and no more.</summary>
        Plan,

        /// <summary>It is read for as long as a pass is in its block.</summary>
        Stream,
    }

    /// <summary>Dtype of the run, whatever the file stores.</summary>
    public ScalarType Dtype { get; }

    /// <summary>Dtype in which the blocks keep their matrices.</summary>
    internal ScalarType MatrixDtype { get; }

    /// <summary>Device of the part that is being read: where there are several, that of the embedding before the blocks, and that of the unembedding behind them.</summary>
    public Device Device { get; private set; }

    /// <summary>True for GGUF, whose converter lays some matrices out anew.</summary>
    internal bool IsGguf => _source.IsGguf;

    /// <summary>Whether <see cref="Finish"/> was called and found nothing left.</summary>
    internal bool IsFinished { get; private set; }

    /// <summary>Whether <see cref="Blocks"/> was called.</summary>
    internal bool HasMadeBlocks { get; private set; }

    /// <summary>Whether there is a tensor of this name.</summary>
    /// <param name="name">Its name in the checkpoint.</param>
    public bool Has(string name) => _source.Has(name);

    /// <summary>Reads a tensor.</summary>
    /// <param name="name">Its name in the checkpoint.</param>
    /// <param name="shape">The shape it must have.</param>
    /// <returns>A tensor of this shape, in the dtype and on the device of the run. It is the model's once a part of it takes it, and freed after the build otherwise.</returns>
    /// <exception cref="InvalidDataException">No such tensor, or another shape.</exception>
    public Tensor Read(string name, params ReadOnlySpan<long> shape) => Read(name, shape, Dtype);

    /// <summary>The blocks of a model: all read now, or each when a pass comes to it, as the options of the load say.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="block">
    /// Reads a block's weights and puts its parts together. It may be called for a block more than once and on other threads,
    /// one block at a time, and asks for the same weights each time.
    /// </param>
    /// <returns>The blocks; the model's once it takes them.</returns>
    public BlockSource Blocks(int count, Func<int, TransformerBlock> block)
    {
        ArgumentNullException.ThrowIfNull(block);
        HasMadeBlocks = true;
        if (_streams)
            _at = BlocksAt.Outline;
        TransformerBlock[] blocks = [.. Enumerable.Range(0, count).Select(At)];
        Device = _devices.Last;
        if (!_streams)
            return new ResidentBlocks(blocks);
        _at = BlocksAt.Rest;
        return new StreamedBlocks(blocks, Streamed, _claimed, _source, _devices.Of);

        TransformerBlock At(int layer)
        {
            Device = _devices.Of(layer);
            return block(layer);
        }

        // The reader is the blocks' alone by the time that one is read.
        TransformerBlock Streamed(int layer)
        {
            _at = BlocksAt.Stream;
            return At(layer);
        }
    }

    /// <summary>Reads the matrix of a map.</summary>
    /// <returns>[output, input], in the dtype of matrices; else as of <see cref="Read(string, ReadOnlySpan{long})"/>.</returns>
    internal Tensor ReadMatrix(string name, long output, long input) => Read(name, [output, input], MatrixDtype);

    /// <summary>Reads a matrix that is stored as [columns, rows].</summary>
    /// <returns>[rows, columns]; as of <see cref="ReadMatrix"/>.</returns>
    internal Tensor ReadTurned(string name, long rows, long columns) => _at switch
    {
        BlocksAt.Rest => _source.ReadTurned(name, rows, columns, MatrixDtype, Device),
        BlocksAt.Stream => _source.ReadTurnedAgain(name, rows, columns, MatrixDtype, Device),
        _ => Turned(ReadMatrix(name, columns, rows)),
    };

    /// <summary>Reads NAME.weight [out, in] and, if there is to be one, NAME.bias [out].</summary>
    /// <param name="name">The checkpoint's name of the map.</param>
    /// <param name="output">Width of what comes out.</param>
    /// <param name="input">Width of what goes in.</param>
    /// <param name="bias">Whether there is to be a bias.</param>
    /// <exception cref="InvalidDataException">No such tensor, or another shape.</exception>
    public Linear Linear(string name, int output, int input, bool bias) =>
        new(ReadMatrix($"{name}.weight", output, input), bias ? Read($"{name}.bias", output) : null);

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
            return (Table(embedding, rows, width), Behind(ReadHead(heads, stored, rows, width)));
        if (stored.Length == 0)
            return Tied(Table(embedding, rows, width));

        var head = ReadHead(heads, stored, rows, width);
        if (!Has(embedding))
            return Tied(head);
        var tokens = Table(embedding, rows, width);
        if (_at == BlocksAt.Plan || tokens.dtype != head.dtype || !tokens.Equals(head))
            return (tokens, Behind(head));
        head.Dispose();
        return Tied(tokens);

        (Tensor Embedding, Tensor Unembedding) Tied(Tensor both) => (both, Behind(both));
    }

    /// <summary>Every tensor of the source must have been read, or be one that is known to hold no weight.</summary>
    /// <param name="known">Names, as in the file, of buffers and of copies of tied weights; null where there are none.</param>
    /// <exception cref="InvalidDataException">Others are left; the message names them.</exception>
    public void Finish(Regex? known = null)
    {
        const int Named = 5;
        if (_at == BlocksAt.Plan)
        {
            IsFinished = true;
            return;
        }

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

    /// <summary>Without a value there is nothing to move.</summary>
    private static Tensor Turned(Tensor outline)
    {
        using (outline)
            return outline.t();
    }

    /// <summary>What is needed behind the blocks, where they end.</summary>
    private Tensor Behind(Tensor table) => _devices.First.ToString() == _devices.Last.ToString() ? table : table.to(_devices.Last);

    /// <summary>A table of words: of a streamed model as it is stored, and mapped where it can be, for it is large and few of its rows may be needed.</summary>
    private Tensor Table(string name, int rows, int width) => _streams && _at == BlocksAt.Rest ? _source.ReadStored(name, [rows, width], Dtype, Device) : Read(name, rows, width);

    private Tensor ReadHead(IReadOnlyList<string> heads, string[] stored, int rows, int width)
    {
        const string Classifier = "score.weight";
        if (stored.Length == 0 && Has(Classifier))
            throw Malformed.File(_source.Name, $"it holds the head of a classifier ({Classifier}) and none of a language model ({heads[0]}), so it has no logits over a vocabulary; take the model that the classifier was made from");

        var head = Table(stored.Length == 0 ? heads[0] : stored[0], rows, width);
        foreach (var name in stored.Skip(1))
        {
            using var other = Table(name, rows, width);
            if (_at != BlocksAt.Plan && (head.dtype != other.dtype || !head.Equals(other)))
                throw Malformed.File(_source.Name, $"it holds two unembeddings, {stored[0]} and {name}, that differ; take one of them out of the file");
        }

        return head;
    }

    private Tensor Read(string name, ReadOnlySpan<long> shape, ScalarType dtype)
    {
        switch (_at)
        {
            case BlocksAt.Rest:
                return _source.Read(name, shape, dtype, Device);
            case BlocksAt.Outline:
                _claimed += _source.Claim(name, shape, dtype);
                return empty(shape, dtype, META);
            case BlocksAt.Plan:
                _source.Check(name, shape);
                return empty(shape, dtype, META);
            case BlocksAt.Stream:
                return _source.ReadAgain(name, shape, dtype, Device);
            default:
                throw new InvalidOperationException($"Unknown way to read {_at}.");
        }
    }
}
