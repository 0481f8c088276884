using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>
/// What the tokens of a pass see of each other: a whole sequence, causally, or a few tokens replayed against a recorded
/// one. The only thing in which the two kinds of pass differ.
/// </summary>
internal abstract class SequenceView
{
    /// <summary>Turns queries or keys by their positions.</summary>
    /// <param name="x">[batch, pos, head, d_head]</param>
    /// <param name="rotary">The model's rotary positions.</param>
    public abstract Tensor Rotate(Tensor x, Rotary rotary);

    /// <summary>Each query's mix of values.</summary>
    /// <param name="q">[batch, pos, head, d_head]</param>
    /// <param name="k">[batch, pos, kv_head, d_head]</param>
    /// <param name="v">[batch, pos, kv_head, d_head]</param>
    /// <param name="scale">Factor of the scores.</param>
    /// <param name="layer">The block.</param>
    /// <param name="run">The pass.</param>
    /// <returns>[batch, pos, head, d_head]</returns>
    public abstract Tensor Mix(Tensor q, Tensor k, Tensor v, double scale, int layer, ForwardRun run);
}
