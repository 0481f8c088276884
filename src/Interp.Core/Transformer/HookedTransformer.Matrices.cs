using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <remarks>
/// Weights under the field's own symbols, as rows times matrix: x W. Each call gives a new tensor that the caller (or its
/// dispose scope) owns, so that no edit of it reaches the model. Gains and biases of the norms are not folded in, biases
/// of the maps are left out.
/// </remarks>
public sealed partial class HookedTransformer
{
#pragma warning disable CA1707 // The field's own symbols are written with underscores.

    /// <summary>Token embeddings as they enter the stream, scaled where the architecture scales them: [d_vocab, d_model].</summary>
    public Tensor W_E() => Fresh(() => _embedding.TokenTable());

    /// <summary>Position embeddings, [context, d_model].</summary>
    /// <exception cref="InvalidOperationException">Positions are rotary.</exception>
    public Tensor W_pos() => Fresh(() => _embedding.PositionTable
        ?? throw new InvalidOperationException($"This {Info.Architecture} has rotary positions, not a learned table."));

    /// <summary>Unembedding, [d_model, d_vocab].</summary>
    public Tensor W_U() => Fresh(() => Unembedding.Weight.to(Dtype).t());

    /// <summary>Queries, [head, d_model, d_head].</summary>
    /// <param name="layer">The block.</param>
    public Tensor W_Q(int layer) => Fresh(() => ByHead(AttentionOf(layer).Qkv.Matrices().Q, Info.Heads));

    /// <summary>Keys, [kv_head, d_model, d_head].</summary>
    /// <param name="layer">The block.</param>
    public Tensor W_K(int layer) => Fresh(() => ByHead(AttentionOf(layer).Qkv.Matrices().K, Info.KvHeads));

    /// <summary>Values, [kv_head, d_model, d_head].</summary>
    /// <param name="layer">The block.</param>
    public Tensor W_V(int layer) => Fresh(() => ByHead(AttentionOf(layer).Qkv.Matrices().V, Info.KvHeads));

    /// <summary>What heads add to the stream (before the norm behind attention, where there is one), [head, d_head, d_model].</summary>
    /// <param name="layer">The block.</param>
    public Tensor W_O(int layer) => Fresh(() => AttentionOf(layer).OutputWeight.t().reshape(Info.Heads, Info.DHead, Info.DModel));

    /// <summary>Into the MLP's inner layer, [d_model, d_mlp]; of a gated MLP the branch that the gate multiplies.</summary>
    /// <param name="layer">The block.</param>
    public Tensor W_in(int layer) => Fresh(() => (MlpOf(layer).InputWeights.Linear ?? MlpOf(layer).InputWeights.Activated).t());

    /// <summary>The gate of a gated MLP, [d_model, d_mlp].</summary>
    /// <param name="layer">The block.</param>
    /// <exception cref="InvalidOperationException">The MLP is not gated.</exception>
    public Tensor W_gate(int layer) => MlpOf(layer).InputWeights is { Linear: not null, Activated: var gate }
        ? Fresh(() => gate.t())
        : throw new InvalidOperationException($"The MLPs of this {Info.Architecture} have no gate; W_in is all that leads into them.");

    /// <summary>Out of the MLP's inner layer, [d_mlp, d_model].</summary>
    /// <param name="layer">The block.</param>
    public Tensor W_out(int layer) => Fresh(() => MlpOf(layer).OutputWeight.t());

#pragma warning restore CA1707

    /// <summary>What a head writes of what it attends to: W_V W_O, [d_model, d_model].</summary>
    /// <param name="head">The head.</param>
    public Tensor OV(HeadId head)
    {
        using var scope = NewDisposeScope();
        return matmul(W_V(head.Layer)[KvHeadOf(head)], W_O(head.Layer)[head.Head]).MoveToOuterDisposeScope();
    }

    /// <summary>What a head attends to, before rotation and scale: W_Q W_K transposed, [d_model, d_model], rows for the token that attends.</summary>
    /// <param name="head">The head.</param>
    public Tensor QK(HeadId head)
    {
        using var scope = NewDisposeScope();
        return matmul(W_Q(head.Layer)[head.Head], W_K(head.Layer)[KvHeadOf(head)].t()).MoveToOuterDisposeScope();
    }

    /// <summary>True where attention's output projection has a bias; reads no weight.</summary>
    internal bool HasAttentionBias(int layer) => _blocks.Outlines[layer].Attention.OutputBias is not null;

    /// <summary>Attention's output projection as it is, the model's own: [d_model, head*d_head], and [d_model] or null.</summary>
    internal (Tensor Weight, Tensor? Bias) AttentionOutput(int layer) => (AttentionOf(layer).OutputWeight, AttentionOf(layer).OutputBias);

    /// <summary>Some tokens' embeddings as they enter the stream, [token, d_model].</summary>
    internal Tensor Embedded(Tensor tokens) => _embedding.Rows(tokens);

    /// <summary>The norm before attention; null where there is none.</summary>
    internal Norm? AttentionNorm(int layer) => BlockOf(layer).AttentionNorm;

    /// <summary>The norm behind attention; null where there is none.</summary>
    internal RmsNorm? AttentionOutNorm(int layer) => BlockOf(layer).AttentionOutNorm;

    private Attention AttentionOf(int layer) => BlockOf(layer).Attention;

    private Mlp MlpOf(int layer) => BlockOf(layer).Mlp;

    /// <summary>True where a norm stands behind attention; reads no weight.</summary>
    internal bool HasAttentionOutNorm(int layer) => Outline(layer).AttentionOutNorm is not null;

    /// <summary>True where attention and MLP read the same stream; reads no weight.</summary>
    internal bool IsParallel(int layer) => Outline(layer).IsParallel;

    /// <summary>The parts of a block; what they say of themselves is true, their weights may be none.</summary>
    internal TransformerBlock Outline(int layer) => _blocks.Outlines[layer];

    /// <summary>A block with its weights.</summary>
    /// <remarks>Where blocks are streamed it stays until another one is asked for.</remarks>
    internal TransformerBlock BlockOf(int layer)
    {
        ThrowIfDisposed();
        if ((uint)layer >= (uint)_blocks.Count)
            throw new ArgumentOutOfRangeException(nameof(layer), layer, $"The model has blocks 0..{_blocks.Count - 1}.");
        using var lease = _blocks.Rent(layer, next: null);
        return lease.Block;
    }

    private int KvHeadOf(HeadId head) => (uint)head.Head < (uint)Info.Heads
        ? head.Head / (Info.Heads / Info.KvHeads)
        : throw new ArgumentOutOfRangeException(nameof(head), head, $"A block has heads 0..{Info.Heads - 1}.");

    /// <summary>From rows of heads to [head, d_model, d_head].</summary>
    private Tensor ByHead(Tensor rows, int heads) => rows.reshape(heads, Info.DHead, Info.DModel).transpose(1, 2);

    /// <summary>A copy that shares nothing with the model, in the dtype of its stream.</summary>
    private Tensor Fresh(Func<Tensor> of)
    {
        ThrowIfDisposed();
        using var scope = NewDisposeScope();
        var view = of();
        return empty(view.shape, dtype: Dtype, device: view.device).copy_(view).MoveToOuterDisposeScope();
    }
}
