using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using static TorchSharp.torch;

namespace Interp.Core.Ablations;

/// <summary>What ablated components give instead, where that is not zero. Derive from it to give something of your own.</summary>
public abstract class ReplacementSource : IDisposable
{
    /// <summary>The replacement it serves; <see cref="Replacement.Own"/> for one of the user's.</summary>
    public virtual Replacement Kind => Replacement.Own;

    /// <summary>What stands at some places.</summary>
    /// <param name="request">The places.</param>
    /// <returns>[row, d_head], or [row, d_model or d_mlp] for whole activations: one row a place, or one for all; of the model's dtype and device.</returns>
    public abstract Tensor Values(ReplacementRequest request);

    /// <summary>Refuses prompts that it has nothing for, before anything runs.</summary>
    /// <param name="point">Where.</param>
    /// <param name="batch">The prompts.</param>
    /// <param name="tokens">For each row of the batch the tokens that are ablated.</param>
    /// <exception cref="InvalidOperationException">It has nothing for them; the message says for which it has.</exception>
    public virtual void Check(HookPoint point, Batch batch, ImmutableArray<ImmutableArray<int>> tokens)
    {
    }

    /// <summary>Frees what it holds.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what it holds.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
