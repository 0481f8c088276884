using System.Collections.Immutable;
using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Hooks;
using Interp.Core.Sweeps;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Circuits;

/// <summary>What takes the place of activations: those of the prompts' other versions, zeros or means.</summary>
internal sealed class OtherVersions : IDisposable
{
    private readonly HookedTransformer _model;
    private readonly ContrastSet _contrast;
    private readonly ImmutableArray<HookPoint> _points;
    private readonly Dictionary<HookPoint, Tensor> _means = []; // as the point, of one prompt and token

    /// <param name="model">The model, under the hooks that are in force.</param>
    /// <param name="contrast">The prompts.</param>
    /// <param name="points">Where.</param>
    /// <param name="batchTokens">Most tokens of a batch.</param>
    public OtherVersions(HookedTransformer model, ContrastSet contrast, IEnumerable<HookPoint> points, int batchTokens)
    {
        (_model, _contrast, _points) = (model, contrast, [.. points.Distinct()]);
        if (contrast.With == Replacement.Mean)
            Average(batchTokens);
    }

    /// <summary>At every point, the shape of the activations of a batch; the caller owns them.</summary>
    public ActivationCache Of(Batch batch) => _contrast.With switch
    {
        Replacement.Resample => Record(Batch.Of(_contrast.Others!, batch.Members)),
        Replacement.Zero => Filled(point => zeros([.. _model.ShapeOf(point, batch)], dtype: _model.Dtype, device: DeviceOf(point))),
        Replacement.Mean => Filled(point => _means[point].expand([.. _model.ShapeOf(point, batch)]).contiguous()),
        _ => throw new InvalidOperationException($"Unknown replacement {_contrast.With}."),
    };

    /// <summary>The prompts batch by batch, each with its other versions and its patched tokens; these live as long as the call.</summary>
    /// <param name="options">How batches are cut.</param>
    /// <param name="run">What is done with a batch.</param>
    public void ForEachBatch(SweepOptions options, Action<Batch, ActivationCache, TokenMask> run)
    {
        var done = 0;
        foreach (var group in _contrast.Groups(options.BatchTokens))
        {
            var batch = Batch.Of(_contrast.Prompts, group);
            using var others = Of(batch);
            using var mask = new TokenMask(batch, _contrast.Patched);
            run(batch, others, mask);
            options.Progress?.Report(done += batch.Size);
        }
    }

    public void Dispose()
    {
        foreach (var mean in _means.Values)
            mean.Dispose();
    }

    private ActivationCache Record(Batch batch)
    {
        using var noGrad = no_grad();
        return ActivationCache.Record(_model, batch, [.. _points.Select(point => new CacheRequest { Sites = [point.Site], Layers = point.Layer is { } layer ? [layer] : null })]);
    }

    private ActivationCache Filled(Func<HookPoint, Tensor> of)
    {
        using var scope = NewDisposeScope();
        return ActivationCache.Of(_points.ToDictionary(point => point, point => of(point).DetachFromDisposeScope()));
    }

    private Device DeviceOf(HookPoint point) => point.Layer is { } layer ? _model.DeviceOf(layer) : point.IsFinal ? _model.LastDevice : _model.Device;

    private void Average(int batchTokens)
    {
        using var scope = NewDisposeScope();
        var set = _contrast.Others ?? _contrast.Prompts;
        var (sums, count) = (new Dictionary<HookPoint, Tensor>(), 0L);
        foreach (var group in Batch.Group([.. set.Select(prompt => prompt.Tokens.Length)], batchTokens))
        {
            using var inner = NewDisposeScope();
            var batch = Batch.Of(set, group);
            using var mask = new TokenMask(batch, _contrast.Patched);
            using var cache = Record(batch);
            count += mask.Count;
            foreach (var point in _points)
            {
                var sum = (cache[point].to(float64) * mask.Like(cache[point]).to(float64)).sum([0, 1], keepdim: true);
                sums[point] = (sums.TryGetValue(point, out var before) ? before.Plus(sum) : sum).MoveToOtherDisposeScope(scope);
            }
        }

        foreach (var point in _points)
            _means[point] = sums[point].Times(1.0 / count).to(_model.Dtype).DetachFromDisposeScope();
    }
}
