using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Sweeps;
using Interp.Core.Tokens;
using Interp.Core.Transformer;

namespace Interp.Core.Caching;

/// <summary>Keeps activations of every prompt of a sweep.</summary>
/// <param name="requests">What to keep; no point twice.</param>
public sealed class CacheReader(params CacheRequest[] requests) : IReader, IDisposable
{
    private PromptTensor[] _kept = [];
    private HookPoint[] _narrowed = [];

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Nothing was asked for, or a point twice.</exception>
    public IEnumerable<Want> Wants(HookedTransformer model, IReadOnlyList<IMarkedTokens> set)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(requests);
        var wanted = requests.SelectMany(request => request.PointsOn(model).Select(point => (Point: point, Request: request))).ToArray();
        if (wanted.Length == 0)
            throw new ArgumentException("Nothing was asked for.");
        if (wanted.GroupBy(want => want.Point).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"{twice.Key} is asked for twice.");

        Dispose();
        _narrowed = [.. wanted.Where(want => !want.Request.Positions.IsAll || want.Request.Heads is not null).Select(want => want.Point)];
        _kept = [.. wanted.Select(want => new PromptTensor(want.Point, want.Request.Positions, set.Count))];
        return [.. wanted.Zip(_kept, (want, kept) => new Want(want.Point, want.Request.Positions, kept.Add) { Heads = want.Request.Heads })];
    }

    /// <summary>What was kept: row i is of prompt i. The reader is empty afterwards.</summary>
    /// <returns>The cache; the caller owns it.</returns>
    /// <exception cref="InvalidOperationException">The sweep has not run, or not to its end.</exception>
    public ActivationCache Take()
    {
        if (_kept.Length == 0)
            throw new InvalidOperationException("There is nothing yet, or it was taken: give the reader to Sweep.Run first.");
        var cache = new ActivationCache(_kept.ToDictionary(kept => kept.Point, kept => kept.Take()), null, _narrowed);
        _kept = [];
        return cache;
    }

    /// <summary>Frees what was kept and not taken.</summary>
    public void Dispose()
    {
        foreach (var kept in _kept)
            kept.Dispose();
    }

    /// <summary>What one batch left, in the order of its rows.</summary>
    internal ActivationCache TakeRows(Batch batch) => new(_kept.ToDictionary(kept => kept.Point, kept => kept.TakeRows()), batch.Members, _narrowed);
}
