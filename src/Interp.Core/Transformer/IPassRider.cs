using System.Collections.Immutable;
using Interp.Core.Hooks;
using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>
/// Rows of one's own that go through the blocks beside a pass's prompts: each block's keys and values are used while they
/// are there, and then dropped.
/// </summary>
internal interface IPassRider : IDisposable
{
    /// <summary>For each prompt of the batch the tokens whose stream the rider wants to see; as many in each.</summary>
    ImmutableArray<ImmutableArray<int>> Window { get; }

    /// <summary>Called after the pass took its prompts through a block.</summary>
    /// <param name="layer">The block.</param>
    /// <param name="entering">The prompts' stream before it at the window, [batch, window, d_model]; the pass's own.</param>
    /// <param name="keys">Their rotated keys there, [batch, pos, kv_head, d_head]; the pass's own.</param>
    /// <param name="values">Their values there, [batch, pos, kv_head, d_head]; the pass's own.</param>
    /// <param name="interventions">What the pass does to its prompts.</param>
    void Ride(int layer, Tensor entering, Tensor keys, Tensor values, Listeners interventions);

    /// <summary>Called after the last block.</summary>
    /// <param name="stream">The prompts' stream at the window, [batch, window, d_model]; the pass's own.</param>
    void Finish(Tensor stream);
}
