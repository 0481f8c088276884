using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using static TorchSharp.torch;

namespace Interp.Core.Ablations;

/// <summary>Tensors by hook point that a source takes its values from. Owns them until disposed.</summary>
public abstract class StoredReplacements : ReplacementSource
{
    private readonly Dictionary<HookPoint, Tensor> _values;
    private bool _disposed;

    private protected StoredReplacements(Dictionary<HookPoint, Tensor> values) => _values = values;

    /// <inheritdoc/>
    public override void Check(HookPoint point, Batch batch, ImmutableArray<ImmutableArray<int>> tokens) => At(point);

    private protected Tensor At(HookPoint point)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _values.TryGetValue(point, out var stored)
            ? stored
            : throw new InvalidOperationException($"The {Kind} source was made for another ablation: it has nothing for {point}. Make it with the ablation it is to serve.");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _disposed = true;
        foreach (var tensor in _values.Values)
            tensor.Dispose();
        _values.Clear();
        base.Dispose(disposing);
    }

    private protected static TensorIndex Index(ImmutableArray<int> indices, Device device) =>
        TensorIndex.Tensor(tensor(indices.Select(index => (long)index).ToArray(), device: device));
}
