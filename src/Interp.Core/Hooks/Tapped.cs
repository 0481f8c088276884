using System.Collections.Immutable;
using Interp.Core.Batches;
using static TorchSharp.torch;

namespace Interp.Core.Hooks;

/// <summary>What a reader is handed: an activation, and the prompts and tokens it is of.</summary>
/// <param name="Point">Where it was read.</param>
/// <param name="Values">
/// The activation, axes as <see cref="HookPoint.Axes"/> says; with positions other than all, the position axis counts the
/// chosen tokens, shorter lists padded by their last entry. It lives until the pass leaves the block; to keep it, call
/// <c>DetachFromDisposeScope</c>, on a clone where hooks change activations in place. It must not be changed in place.
/// </param>
/// <param name="Batch">The prompts of its rows; <see cref="Batch.Members"/> are their indices in the set.</param>
/// <param name="Positions">Which tokens were asked for.</param>
public readonly record struct Tapped(HookPoint Point, Tensor Values, Batch Batch, Positions Positions)
{
    /// <summary>For each row the tokens that its places stand for.</summary>
    public ImmutableArray<ImmutableArray<int>> Tokens => Positions.Resolve(Batch);
}
