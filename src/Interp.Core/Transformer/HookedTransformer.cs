using System.Collections.Frozen;
using Interp.Core.Hooks;
using Interp.Core.Products;
using Interp.Core.Tokens;
using Interp.Core.Transformer.Placement;
using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>
/// A decoder-only transformer built from parts, whose every intermediate activation can be read or replaced. An
/// architecture is a choice of parts; the forward pass exists once, here and in the parts.
/// </summary>
/// <remarks>
/// Owns its parts and their weights until disposed. Not safe for use from several threads at once. Gradients follow the
/// caller's own <c>torch.no_grad()</c> or lack of it; weights need none unless the caller asks.
/// </remarks>
public sealed partial class HookedTransformer : IDisposable
{
    private readonly Embedding _embedding;
    private readonly BlockSource _blocks;
    private readonly ITokenizer? _tokenizer;
    private readonly HookTable _hooks = new();
    private readonly FrozenSet<HookPoint> _available;
    private bool _disposed;

    /// <summary>Takes over the parts.</summary>
    /// <param name="info">Sizes; must be those of the parts.</param>
    /// <param name="embedding">Token (and position) embeddings.</param>
    /// <param name="blocks">The blocks, first to last. Their rotary positions become the model's, which frees them; blocks may share them.</param>
    /// <param name="finalNorm">Norm after the last block.</param>
    /// <param name="unembedding">To logits.</param>
    /// <param name="tokenizer">The model's tokenizer, or null for a model that is fed token ids.</param>
    /// <exception cref="ArgumentException">Parts that do not fit the sizes.</exception>
    public HookedTransformer(
        TransformerInfo info, Embedding embedding, IReadOnlyList<TransformerBlock> blocks, Norm finalNorm, Unembedding unembedding,
        ITokenizer? tokenizer)
        : this(info, embedding, new ResidentBlocks(blocks), finalNorm, unembedding, tokenizer)
    {
    }

    /// <summary>Takes over the parts.</summary>
    /// <param name="info">Sizes; must be those of the parts.</param>
    /// <param name="embedding">Token (and position) embeddings; may be in another dtype than the run, which the norm has.</param>
    /// <param name="blocks">Where the blocks come from.</param>
    /// <param name="finalNorm">Norm after the last block.</param>
    /// <param name="unembedding">To logits; may be in another dtype than the run.</param>
    /// <param name="tokenizer">The model's tokenizer, or null for a model that is fed token ids.</param>
    /// <exception cref="ArgumentException">Parts that do not fit the sizes.</exception>
    public HookedTransformer(
        TransformerInfo info, Embedding embedding, BlockSource blocks, Norm finalNorm, Unembedding unembedding, ITokenizer? tokenizer)
    {
        ArgumentNullException.ThrowIfNull(info);
        ArgumentNullException.ThrowIfNull(embedding);
        ArgumentNullException.ThrowIfNull(blocks);
        ArgumentNullException.ThrowIfNull(finalNorm);
        ArgumentNullException.ThrowIfNull(unembedding);
        PartGuard.Check(info, embedding);
        PartGuard.Check(info, blocks.Outlines);
        if (finalNorm.Width != info.DModel || unembedding.DModel != info.DModel || unembedding.DVocab != info.DVocab)
        {
            throw new ArgumentException(
                $"The sizes say d_model {info.DModel} and d_vocab {info.DVocab}; the final norm has {finalNorm.Width}, the unembedding {unembedding.DModel} and {unembedding.DVocab}.",
                nameof(unembedding));
        }

        if (tokenizer is not null && tokenizer.VocabularySize > info.DVocab)
            throw new ArgumentException($"The tokenizer knows {tokenizer.VocabularySize} tokens, the model has rows for {info.DVocab}: they do not belong together.", nameof(tokenizer));

        Info = info;
        FinalNorm = finalNorm;
        Unembedding = unembedding;
        _embedding = embedding.In(finalNorm.Dtype);
        _blocks = blocks;
        _tokenizer = tokenizer;
        HookPoints = [.. ListHookPoints()];
        _available = HookPoints.ToFrozenSet();
        FreedMemory.IsReused(Device);
    }

    /// <summary>Sizes.</summary>
    public TransformerInfo Info { get; }

    /// <summary>Every point where a hook can be placed, in the order in which a pass reaches them.</summary>
    public IReadOnlyList<HookPoint> HookPoints { get; }

    /// <summary>The norm after the last block; the logit lens applies it to every layer.</summary>
    public Norm FinalNorm { get; }

    /// <summary>The map from the normalised stream to logits.</summary>
    public Unembedding Unembedding { get; }

    /// <summary>The model's tokenizer.</summary>
    /// <exception cref="InvalidOperationException">The model was built without one.</exception>
    public ITokenizer Tokenizer => _tokenizer ?? throw new InvalidOperationException("This model was built without a tokenizer: feed it token ids (Batch.Of), or load it with its tokenizer.json beside it.");

    /// <summary>True if <see cref="Tokenizer"/> is there.</summary>
    public bool HasTokenizer => _tokenizer is not null;

    /// <summary>Which way matrix products take; <see cref="ProductRoutes.Plain"/> unless set.</summary>
    public ProductRoutes Routes
    {
        get => Unembedding.Routes;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            Unembedding.Routes = value;
        }
    }

    /// <summary>Dtype of weights and activations.</summary>
    public ScalarType Dtype => _embedding.Dtype;

    /// <summary>Where the model computes; of one on several devices, where tokens enter it.</summary>
    public Device Device => _embedding.Device;

    /// <summary>Where a block computes.</summary>
    /// <param name="layer">The block.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such block.</exception>
    public Device DeviceOf(int layer) => (uint)layer < (uint)_blocks.Count
        ? _blocks.DeviceOf(layer)
        : throw new ArgumentOutOfRangeException(nameof(layer), layer, $"The model has blocks 0..{_blocks.Count - 1}.");

    /// <summary>Where final norm and unembedding are, and logits are made.</summary>
    public Device LastDevice => FinalNorm.Gain.device;

    /// <summary>Where the blocks come from.</summary>
    public BlockSource Blocks => _blocks;

    /// <summary>All weights by name; the model owns them.</summary>
    /// <exception cref="InvalidOperationException">Blocks are read as they are needed, so that their weights are not held.</exception>
    public IEnumerable<NamedWeight> Weights =>
    [
        .. _embedding.Weights(),
        .. _blocks.Weights(),
        .. FinalNorm.Weights("ln_final"),
        .. Unembedding.Weights(),
    ];

    /// <summary>Those that are held whatever becomes of the blocks: embedding, final norm, unembedding.</summary>
    public IEnumerable<NamedWeight> OuterWeights => [.. _embedding.Weights(), .. FinalNorm.Weights("ln_final"), .. Unembedding.Weights()];

    /// <summary>Frees the weights.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _blocks.Dispose();
        foreach (var weight in OuterWeights)
            weight.Tensor.Dispose();
    }

    /// <summary>True where one matrix makes queries, keys and values.</summary>
    internal bool FusesQueriesKeysValues => _blocks.Outlines[0].Attention.Qkv.IsFused;

    /// <summary>Where a block's keys are as queries meet them.</summary>
    internal HookPoint FinalKeys(int layer) => ChangesQueriesKeys ? HookPoint.RotK(layer) : HookPoint.K(layer);

    /// <summary>Where a block's queries are as they meet keys.</summary>
    internal HookPoint FinalQueries(int layer) => ChangesQueriesKeys ? HookPoint.RotQ(layer) : HookPoint.Q(layer);

    /// <summary>How a block makes scores of queries and keys.</summary>
    internal ScoreRule ScoreRuleOf(int layer) => _blocks.Outlines[layer].Attention.Rule;

    /// <summary>True where, in some block, queries or keys are not yet final as they are projected.</summary>
    private bool ChangesQueriesKeys => _blocks.Outlines.Any(block => block.Attention.ChangesQueriesKeys);

    /// <summary>How many tokens a query of a block sees, itself included; null for all that came before.</summary>
    internal int? WindowOf(int layer) => _blocks.Outlines[layer].Attention.Window;

    /// <summary>True if anyone listens anywhere.</summary>
    internal bool IsHooked => !_hooks.Current.IsEmpty;

    /// <exception cref="ObjectDisposedException">The model's weights are gone.</exception>
    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed, this);
}
