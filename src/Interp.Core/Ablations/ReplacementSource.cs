using Interp.Core.Hooks;
using static TorchSharp.torch;

namespace Interp.Core.Ablations;

/// <summary>What ablated components give instead, where that is not zero. Owns its tensors until disposed.</summary>
public abstract class ReplacementSource : IDisposable
{
    private protected ReplacementSource(Dictionary<HookPoint, Tensor> values) => Stored = values;

    /// <summary>The replacement it serves.</summary>
    public abstract Replacement Kind { get; }

    private protected Dictionary<HookPoint, Tensor> Stored { get; }

    private bool IsDisposed { get; set; }

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        IsDisposed = true;
        foreach (var tensor in Stored.Values)
            tensor.Dispose();
        Stored.Clear();
        GC.SuppressFinalize(this);
    }

    /// <summary>Values for some tokens.</summary>
    /// <param name="point">Where.</param>
    /// <param name="prompts">For each token its prompt in the batch.</param>
    /// <param name="ordinals">For each token which of its prompt's ablated tokens it is.</param>
    /// <param name="heads">For each token a head, or null for whole activations.</param>
    /// <returns>[token, d_head] or [token, d_model or d_mlp].</returns>
    internal abstract Tensor Values(HookPoint point, long[] prompts, long[] ordinals, long[]? heads);

    private protected Tensor At(HookPoint point)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        return Stored.TryGetValue(point, out var stored)
            ? stored
            : throw new InvalidOperationException($"The {Kind} source was made for another ablation: it has nothing for {point}. Make it with the ablation it is to serve.");
    }
}
