using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Sweeps;
using Interp.Core.Tokens;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Steering;

/// <summary>Averages some points over the tokens of a sweep, in float64.</summary>
/// <param name="points">Which points.</param>
/// <param name="positions">Which tokens count.</param>
internal sealed class MeanPoints(ImmutableArray<HookPoint> points, Positions positions) : IReader, IDisposable
{
    private readonly Tensor?[] _sums = new Tensor?[points.Length];
    private readonly long[] _tokens = new long[points.Length];
    private SweepTally _tally = new(0);

    /// <summary>Which heads of a point; those without are read whole.</summary>
    public IReadOnlyDictionary<HookPoint, ImmutableArray<int>> Heads { get; init; } = ImmutableDictionary<HookPoint, ImmutableArray<int>>.Empty;

    public IEnumerable<Want> Wants(HookedTransformer model, IReadOnlyList<IMarkedTokens> set)
    {
        ArgumentNullException.ThrowIfNull(positions);
        _tally = new SweepTally(set.Count * points.Length);
        if (positions.Resolve(Batch.Of(set)).FirstOrDefault(list => list.IsEmpty, [0]).IsEmpty)
            throw new ArgumentException($"'{positions}' names no token of some prompt, so there is nothing to average of it.", nameof(set));
        return points.Select((point, index) => new Want(point, positions, x => Add(x, index)) { Heads = Heads.TryGetValue(point, out var heads) ? heads : null });
    }

    /// <summary>The mean at a point, flat.</summary>
    /// <exception cref="InvalidOperationException">The sweep did not run to its end.</exception>
    public ImmutableArray<double> Mean(int point)
    {
        _tally.RequireAll();
        using var scope = NewDisposeScope();
        return [.. _sums[point]!.Times(1.0 / _tokens[point]).cpu().flatten().data<double>().ToArray()];
    }

    public void Dispose()
    {
        foreach (var sum in _sums)
            sum?.Dispose();
    }

    private void Add(Tapped tapped, int point)
    {
        using var scope = NewDisposeScope();
        var tokens = tapped.Tokens;
        var places = tapped.Values.shape[1];
        // Lists of positions may differ in length: the rest of a row is padding.
        var real = tensor(tokens.SelectMany(list => Enumerable.Range(0, (int)places).Select(place => place < list.Length)).ToArray(), device: tapped.Values.device).view(tokens.Length, places);
        var sum = tapped.Values[TensorIndex.Tensor(real)].to(float64).sum([0]); // without batch and pos
        _tokens[point] += tokens.Sum(list => (long)list.Length);
        _tally.Count(tapped.Batch.Size);
        if (_sums[point] is { } before)
            before.Accumulate(sum);
        else
            _sums[point] = sum.DetachFromDisposeScope();
    }
}
