using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>
/// What the tokens of a run see of each other: a whole sequence, causally; some tokens of one; or tokens replayed beside
/// one. The only thing in which the kinds of run differ.
/// </summary>
internal abstract class SequenceView
{
    /// <summary>True where keys are of every token, and queries and what follows of some.</summary>
    public virtual bool Narrows => false;

    /// <summary>From every token to those that are wanted.</summary>
    /// <param name="x">[batch, pos, d_model]</param>
    public virtual Tensor Narrow(Tensor x) => x;

    /// <summary>Turns queries by their positions.</summary>
    /// <param name="q">[batch, pos, head, d_head]</param>
    /// <param name="rotary">The model's rotary positions.</param>
    public abstract Tensor RotateQueries(Tensor q, Rotary rotary);

    /// <summary>Turns keys by their positions.</summary>
    /// <param name="k">[batch, pos, kv_head, d_head]</param>
    /// <param name="rotary">The model's rotary positions.</param>
    public abstract Tensor RotateKeys(Tensor k, Rotary rotary);

    /// <summary>Each query's mix of values.</summary>
    /// <param name="q">[batch, pos, head, d_head]</param>
    /// <param name="k">[batch, pos, kv_head, d_head]</param>
    /// <param name="v">[batch, pos, kv_head, d_head]</param>
    /// <param name="rule">How scores are made, and what a query sees.</param>
    /// <param name="layer">The block.</param>
    /// <param name="run">The run.</param>
    /// <returns>[batch, pos, head, d_head]</returns>
    public abstract Tensor Mix(Tensor q, Tensor k, Tensor v, ScoreRule rule, int layer, ForwardRun run);
}
