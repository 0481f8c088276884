using System.Collections.Immutable;
using Interp.Core.Batches;
using static TorchSharp.torch;

namespace Interp.Core.Hooks;

/// <summary>Someone who listens at a hook point.</summary>
internal abstract class Listener
{
    /// <summary>True for those who want the point computed; an intervention only changes what others want.</summary>
    public virtual bool Wants => true;

    /// <summary>Refuses a batch that it cannot serve, before anything runs.</summary>
    public virtual void Check(Batch batch)
    {
    }

    /// <summary>Reads; is handed the activation at the positions and heads it asked for.</summary>
    internal sealed class Tap(Positions positions, ImmutableArray<int>? heads, Action<Tensor, Batch> read) : Listener
    {
        public Positions Positions { get; } = positions;

        /// <summary>Which heads; null for all, and where the activation has no heads.</summary>
        public ImmutableArray<int>? Heads { get; } = heads;

        public Action<Tensor, Batch> Read { get; } = read;

        public override void Check(Batch batch) => Positions.Resolve(batch);
    }

    /// <summary>The user's own: may replace the activation or stop the pass, and sees all of it.</summary>
    internal sealed class Edit(Func<Tensor, Batch, HookResult> decide) : Listener
    {
        public Func<Tensor, Batch, HookResult> Decide { get; } = decide;
    }

    /// <summary>Replaces what prompts say at tokens; so it can be applied to any tokens of any rows.</summary>
    /// <param name="apply">From an activation and what its rows and places are, to the one to go on with.</param>
    /// <param name="check">Refuses batches that it cannot serve.</param>
    internal sealed class Intervention(Func<Tensor, TokenGrid, Tensor> apply, Action<Batch> check) : Listener
    {
        public override bool Wants => false;

        public Func<Tensor, TokenGrid, Tensor> Apply { get; } = apply;

        public override void Check(Batch batch) => check(batch);
    }

    /// <summary>Hides keys from queries of attention scores; belongs to prompts, like an <see cref="Intervention"/>.</summary>
    /// <param name="hidden">From what rows and places are to what is hidden there.</param>
    /// <param name="check">Refuses batches that it cannot serve.</param>
    internal sealed class Mask(Func<TokenGrid, IReadOnlyList<HiddenKeys>> hidden, Action<Batch> check) : Listener
    {
        public override bool Wants => false;

        public Func<TokenGrid, IReadOnlyList<HiddenKeys>> Hidden { get; } = hidden;

        public override void Check(Batch batch) => check(batch);
    }
}
