using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Caching;

/// <summary>Activations kept from a pass, by hook point. Owns its tensors until disposed; hand out copies of what is to live longer.</summary>
public sealed class ActivationCache : IDisposable
{
    private readonly Dictionary<HookPoint, Tensor> _tensors;
    private bool _disposed;

    private ActivationCache(Dictionary<HookPoint, Tensor> tensors) => _tensors = tensors;

    /// <summary>The points that were kept.</summary>
    public IReadOnlyCollection<HookPoint> Points => _tensors.Keys;

    /// <summary>Bytes of all tensors.</summary>
    public long Bytes => _tensors.Values.Sum(tensor => tensor.NumberOfElements * tensor.ElementSize);

    /// <summary>One activation, with the axes of its point; of a narrowed request, with the chosen positions and heads only.</summary>
    /// <param name="point">A point that was asked for.</param>
    /// <exception cref="KeyNotFoundException">It was not.</exception>
    /// <exception cref="ObjectDisposedException">The cache is gone.</exception>
    public Tensor this[HookPoint point]
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _tensors.TryGetValue(point, out var tensor)
                ? tensor
                : throw new KeyNotFoundException($"{point} was not asked for; this cache has {Describe()}.");
        }
    }

    /// <summary>Runs a batch as far as needed and keeps what was asked for, nothing else.</summary>
    /// <param name="model">The model; its hooks stay in force, and what is kept is what they leave.</param>
    /// <param name="batch">The prompts.</param>
    /// <param name="requests">What to keep; no point twice.</param>
    /// <returns>The cache; the caller owns it.</returns>
    /// <exception cref="ArgumentException">A point the model does not have, with the reason; or a point asked for twice.</exception>
    public static ActivationCache Record(HookedTransformer model, Batch batch, params CacheRequest[] requests)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(requests);
        var wanted = requests.SelectMany(request => request.PointsOn(model).Select(point => (Point: point, Request: request))).ToArray();
        if (wanted.Length == 0)
            throw new ArgumentException("Nothing was asked for.", nameof(requests));
        if (wanted.GroupBy(want => want.Point).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"{twice.Key} is asked for twice.", nameof(requests));

        var tensors = new Dictionary<HookPoint, Tensor>();
        try
        {
            using var taps = Listen(model, wanted, tensors);
            model.Run(batch);
            return new ActivationCache(tensors);
        }
        catch
        {
            foreach (var tensor in tensors.Values)
                tensor.Dispose();
            throw;
        }
    }

    /// <summary>A cache of given tensors.</summary>
    /// <param name="tensors">By point; taken over.</param>
    public static ActivationCache Of(IReadOnlyDictionary<HookPoint, Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        return new(tensors.ToDictionary());
    }

    /// <summary>True if the point was kept.</summary>
    /// <param name="point">Any point.</param>
    public bool Contains(HookPoint point) => _tensors.ContainsKey(point);

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        _disposed = true;
        foreach (var tensor in _tensors.Values)
            tensor.Dispose();
    }

    /// <remarks>Keeps copies: of a view only the part asked for is to stay, and no later change in place may reach it.</remarks>
    private static HookScope Listen(HookedTransformer model, (HookPoint Point, CacheRequest Request)[] wanted, Dictionary<HookPoint, Tensor> tensors) =>
        HookScope.Join(wanted.Select(want => model.Tap(
            want.Point, want.Request.Positions, x => tensors[want.Point] = x.clone().DetachFromDisposeScope(), want.Request.Heads)));

    private string Describe()
    {
        const int Named = 6;
        var names = _tensors.Keys.Select(point => point.ToString()).ToImmutableArray();
        return names.Length <= Named ? string.Join(", ", names) : $"{string.Join(", ", names.Take(Named))} and {names.Length - Named} more";
    }
}
