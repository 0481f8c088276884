using Interp.Core.Randomness;
using Interp.Core.Tokens;
using Interp.Core.Transformer;
using Interp.Core.Transformer.Placement;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Tiny;

/// <summary>Random transformers of a few thousand weights, built from parts, always the same.</summary>
internal sealed class TinyModel
{
    private readonly TinyWiring _wiring;
    private readonly ScalarType _dtype;
    private readonly RandomStream _random;
    private ITokenizer? _tokenizer;
    private Func<IReadOnlyList<TransformerBlock>, Rotary?, BlockSource> _stream = (blocks, _) => new ResidentBlocks(blocks);

    private TinyModel(TinyWiring wiring, ScalarType dtype, ulong seed)
    {
        _wiring = wiring;
        _dtype = dtype;
        _random = new RandomStream(seed);
    }

    public static HookedTransformer Of(string wiring, ScalarType dtype = ScalarType.Float32, ulong seed = 1) =>
        Of(TinyWiring.Named(wiring), dtype, seed);

    public static HookedTransformer Of(TinyWiring wiring, ScalarType dtype = ScalarType.Float32, ulong seed = 1, ITokenizer? tokenizer = null) =>
        new TinyModel(wiring, dtype, seed) { _tokenizer = tokenizer }.Build(InfoOf(wiring));

    /// <summary>The parts of a wiring under sizes that may not be theirs.</summary>
    public static HookedTransformer With(TinyWiring wiring, TransformerInfo info) => new TinyModel(wiring, ScalarType.Float32, 1).Build(info);

    /// <summary>The model of <see cref="Of(string, ScalarType, ulong)"/> whose blocks are made anew each time a pass comes to them.</summary>
    /// <param name="wiring">Its wiring.</param>
    /// <param name="reading">Told of each block before it is made; may throw.</param>
    /// <param name="read">Shown each block that was made.</param>
    /// <param name="files">What the blocks own.</param>
    public static HookedTransformer Streamed(string wiring, Action<int>? reading = null, Action<TransformerBlock>? read = null, IDisposable? files = null) =>
        new TinyModel(TinyWiring.Named(wiring), ScalarType.Float32, 1)
        {
            _stream = (outlines, rotary) => new StreamedBlocks(
                outlines,
                layer =>
                {
                    reading?.Invoke(layer);
                    var block = new TinyModel(TinyWiring.Named(wiring), ScalarType.Float32, 1).Again(layer, rotary);
                    read?.Invoke(block);
                    return block;
                },
                bytesToRead: outlines.Count * 1000, files),
        }.Build(InfoOf(TinyWiring.Named(wiring)));

    public static TransformerInfo InfoOf(TinyWiring wiring) => new()
    {
        Architecture = wiring.Name,
        Layers = TinyWiring.Layers,
        DModel = TinyWiring.DModel,
        Heads = TinyWiring.Heads,
        KvHeads = wiring.KvHeads,
        DHead = TinyWiring.DHead,
        DMlp = TinyWiring.DMlp,
        DVocab = TinyWiring.DVocab,
        ContextLength = TinyWiring.Context,
    };

    private HookedTransformer Build(TransformerInfo info)
    {
        var tokens = Weight(TinyWiring.DVocab, TinyWiring.DModel, scale: 1);
        var positions = _wiring.Rotary is null ? Weight(TinyWiring.Context, TinyWiring.DModel, scale: 0.5) : null;
        var rotary = _wiring.Rotary is { } pairs
            ? new Rotary(Enumerable.Range(0, _wiring.RotaryWidth / 2).Select(i => (float)Math.Pow(50, -2.0 * i / _wiring.RotaryWidth)), pairs, _dtype, CPU)
            : null;
        var blocks = Enumerable.Range(0, TinyWiring.Layers).Select(layer => Block(layer, rotary)).ToArray();
        var unembedding = new Unembedding(
            _wiring.IsTied ? tokens : Weight(TinyWiring.DVocab, TinyWiring.DModel, scale: 1), _wiring.UnembedsWithBias ? Vector(TinyWiring.DVocab, 0) : null)
        { Cap = _wiring.LogitCap };
        return new HookedTransformer(info, new Embedding(tokens, positions) { Scale = _wiring.EmbeddingScale }, _stream(blocks, rotary), Norm(), unembedding, _tokenizer);
    }

    /// <summary>One block as the model's own build makes it, whose random numbers come one after the other.</summary>
    private TransformerBlock Again(int layer, Rotary? rotary)
    {
        Weight(TinyWiring.DVocab, TinyWiring.DModel, scale: 1).Dispose();
        if (rotary is null)
            Weight(TinyWiring.Context, TinyWiring.DModel, scale: 0.5).Dispose();
        for (var earlier = 0; earlier < layer; earlier++)
        {
            foreach (var weight in Block(earlier, rotary).Weights(""))
                weight.Tensor.Dispose();
        }

        return Block(layer, rotary);
    }

    private TransformerBlock Block(int layer, Rotary? rotary)
    {
        const int Inner = TinyWiring.Heads * TinyWiring.DHead;
        var attention = new Attention(Qkv(), _wiring.SkipsRotary && layer % 2 == 1 ? null : rotary, Linear(Inner, TinyWiring.DModel), _wiring.Scale)
        {
            QueryNorm = HeadNorm(TinyWiring.Heads),
            KeyNorm = HeadNorm(_wiring.KvHeads),
            Window = layer % 2 == 0 ? _wiring.Window : null,
            ScoreCap = _wiring.ScoreCap,
        };
        return new TransformerBlock(_wiring.HasNormsBefore ? Norm() : null, attention, _wiring.SharesNorm || !_wiring.HasNormsBefore ? null : Norm(), Mlp(), _wiring.Residual)
        {
            AttentionOutNorm = _wiring.HasNormsBehind ? (RmsNorm)Norm() : null,
            MlpOutNorm = _wiring.HasNormsBehind ? (RmsNorm)Norm() : null,
        };
    }

    private RmsNorm? HeadNorm(int all) => _wiring.HeadsOfQueryNorm is { } heads
        ? new RmsNorm(Vector(TinyWiring.DHead * (heads == 1 ? 1 : all), 1), 1e-3)
        : null;

    private QkvProjection Qkv()
    {
        const int Inner = TinyWiring.Heads * TinyWiring.DHead;
        var kvInner = _wiring.KvHeads * TinyWiring.DHead;
        return _wiring.Fused is { } layout
            ? new FusedQkv(Linear(TinyWiring.DModel, 3 * Inner), layout, TinyWiring.Heads, TinyWiring.DHead)
            : new SeparateQkv(
                Linear(TinyWiring.DModel, Inner), Linear(TinyWiring.DModel, kvInner), Linear(TinyWiring.DModel, kvInner),
                TinyWiring.Heads, _wiring.KvHeads, TinyWiring.DHead);
    }

    private Mlp Mlp()
    {
        var down = Linear(TinyWiring.DMlp, TinyWiring.DModel);
        return _wiring.IsGated
            ? new GatedMlp(Linear(TinyWiring.DModel, TinyWiring.DMlp), Linear(TinyWiring.DModel, TinyWiring.DMlp), _wiring.Activation, down)
            : new PlainMlp(Linear(TinyWiring.DModel, TinyWiring.DMlp), _wiring.Activation, down);
    }

    private Norm Norm() => _wiring.HasRmsNorm
        ? new RmsNorm(Vector(TinyWiring.DModel, 1), 1e-3)
        : new LayerNorm(Vector(TinyWiring.DModel, 1), Vector(TinyWiring.DModel, 0), 1e-3);

    private Linear Linear(int width, int outputs) =>
        new(Weight(outputs, width, 1.3 / Math.Sqrt(width)), _wiring.HasBiases ? Vector(outputs, 0) : null);

    private Tensor Weight(int rows, int columns, double scale) => Numbers([rows, columns], 0, scale);

    private Tensor Vector(int size, double mean) => Numbers([size], mean, 0.3);

    /// <summary>Uniform with the given mean and standard deviation.</summary>
    private Tensor Numbers(long[] shape, double mean, double deviation)
    {
        using var scope = NewDisposeScope();
        var numbers = Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b)).Select(_ => mean + deviation * Math.Sqrt(12) * (_random.NextDouble() - 0.5)).ToArray();
        return tensor(numbers).to(_dtype).view(shape).DetachFromDisposeScope();
    }
}
