using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Ablations;

/// <summary>Mean outputs of components over a reference set, for mean ablation.</summary>
public sealed class MeanActivations : ReplacementSource
{
    private MeanActivations(Dictionary<HookPoint, Tensor> values)
        : base(values)
    {
    }

    /// <inheritdoc/>
    public override Replacement Kind => Replacement.Mean;

    /// <summary>Runs the reference set and averages what the ablation touches.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ablation">Whose components.</param>
    /// <param name="reference">The reference set, one or more batches.</param>
    /// <param name="over">Which of its tokens count.</param>
    /// <param name="protocol">The protocol the ablation will be applied under; null for corrected.</param>
    /// <returns>The means; the caller owns them.</returns>
    public static MeanActivations Of(HookedTransformer model, Ablation ablation, IEnumerable<Batch> reference, Positions over, Protocol? protocol = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(ablation);
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(over);

        model.ThrowIfDisposed();
        var points = AblationPlan.Of(ablation, model, protocol ?? Protocol.Corrected).Points.ToArray();
        var sums = new Dictionary<HookPoint, Tensor>();
        var tokens = 0L;
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var batch in reference)
        {
            // Lists of positions may differ in length: weights say which entries are padding.
            var chosen = over.Resolve(batch);
            tokens += chosen.Sum(list => (long)list.Length);
            using var index = new PositionIndex(chosen, model.Device);
            var real = tensor(chosen.SelectMany(list => Enumerable.Range(0, index.Count).Select(i => i < list.Length)).ToArray(), device: model.Device).view(batch.Size, index.Count);
            using var taps = HookScope.Join(points.Select(point => model.Tap(point, Positions.All, x =>
            {
                // The axis as an array: a literal 0 would be read as a dtype.
                var picked = index.Select(x, axis: 1)[TensorIndex.Tensor(real)].to(float64).sum([0]); // without batch and pos
                if (sums.TryGetValue(point, out var sum))
                    sum.add_(picked);
                else
                    sums[point] = picked.MoveToOtherDisposeScope(scope);
            })));
            if (points.Length > 0)
                model.Run(batch);
        }

        if (tokens == 0)
            throw new ArgumentException("The reference set has no tokens to average.", nameof(reference));
        return new MeanActivations(sums.ToDictionary(pair => pair.Key, pair => (pair.Value / tokens).to(model.Dtype).DetachFromDisposeScope()));
    }

    internal override Tensor Values(HookPoint point, long[] prompts, long[] ordinals, long[]? heads)
    {
        var mean = At(point); // [head, d_head] or [d_model]
        return heads is null ? mean : mean.index_select(0, tensor(heads, device: mean.device));
    }
}
