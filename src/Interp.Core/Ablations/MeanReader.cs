using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Sweeps;
using Interp.Core.Tokens;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Ablations;

/// <summary>Averages what an ablation touches over the prompts of a sweep, in float64.</summary>
/// <param name="ablation">Whose components.</param>
/// <param name="over">Which tokens count.</param>
/// <param name="protocol">The protocol the ablation will be applied under; null for corrected.</param>
public sealed class MeanReader(Ablation ablation, Positions over, Protocol? protocol = null) : IReader, IDisposable
{
    private readonly Dictionary<HookPoint, (Tensor Sum, long Tokens)> _sums = [];
    private ScalarType _dtype;
    private SweepTally _tally = new(0);

    /// <inheritdoc/>
    public IEnumerable<Want> Wants(HookedTransformer model, IReadOnlyList<IMarkedTokens> set)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(ablation);
        ArgumentNullException.ThrowIfNull(over);
        Dispose();
        _dtype = model.Dtype;
        HookPoint[] points = [.. AblationPlan.Of(ablation, model, protocol ?? Protocol.Corrected).Points];
        if (points.Length == 0)
            throw new ArgumentException("The ablation touches nothing, so there is nothing to average.");
        _tally = new SweepTally(set.Count * points.Length);
        return [.. points.Select(point => new Want(point, over, Add))];
    }

    /// <summary>The means; the reader is empty afterwards.</summary>
    /// <returns>The caller owns them.</returns>
    /// <exception cref="InvalidOperationException">The sweep did not run to its end.</exception>
    public MeanActivations Take()
    {
        _tally.RequireAll();
        if (_sums.Count == 0)
            throw new InvalidOperationException("There are no means yet, or they were taken: give the reader to Sweep.Run first.");
        using var scope = NewDisposeScope();
        var means = _sums.ToDictionary(pair => pair.Key, pair => pair.Value.Sum.Times(1.0 / pair.Value.Tokens).to(_dtype).DetachFromDisposeScope());
        Dispose();
        return new MeanActivations(means);
    }

    /// <summary>Frees the sums.</summary>
    public void Dispose()
    {
        foreach (var (sum, _) in _sums.Values)
            sum.Dispose();
        _sums.Clear();
    }

    private void Add(Tapped tapped)
    {
        using var scope = NewDisposeScope();
        _tally.Count(tapped.Batch.Size);
        // Lists of positions may differ in length: the rest of a row is padding.
        var tokens = tapped.Tokens;
        var places = tapped.Values.shape[1];
        var real = tensor(tokens.SelectMany(list => Enumerable.Range(0, (int)places).Select(place => place < list.Length)).ToArray(), device: tapped.Values.device)
            .view(tokens.Length, places);
        // The axis as an array: a literal 0 would be read as a dtype.
        var sum = tapped.Values[TensorIndex.Tensor(real)].to(float64).sum([0]); // without batch and pos
        var count = tokens.Sum(list => (long)list.Length);
        if (_sums.TryGetValue(tapped.Point, out var before))
        {
            before.Sum.Accumulate(sum);
            _sums[tapped.Point] = (before.Sum, before.Tokens + count);
        }
        else
        {
            _sums[tapped.Point] = (sum.DetachFromDisposeScope(), count);
        }
    }
}
