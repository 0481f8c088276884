using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Sweeps;
using Interp.Core.Tokens;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Caching;

/// <summary>Activations kept from a pass, by hook point. Owns its tensors until disposed; hand out copies of what is to live longer.</summary>
public sealed class ActivationCache : IDisposable
{
    private readonly Dictionary<HookPoint, Tensor> _tensors;
    private readonly ImmutableHashSet<HookPoint> _narrowed;
    private bool _disposed;

    /// <param name="tensors">By point; taken over.</param>
    /// <param name="members">For each row its prompt; null where row i is of prompt i.</param>
    /// <param name="narrowed">Points of which only some positions or heads were kept.</param>
    internal ActivationCache(Dictionary<HookPoint, Tensor> tensors, ImmutableArray<int>? members, IEnumerable<HookPoint>? narrowed = null)
    {
        _tensors = tensors;
        Members = members;
        _narrowed = [.. narrowed ?? []];
    }

    /// <summary>For each row its prompt, as an index into the set that was run; null where row i is of prompt i.</summary>
    public ImmutableArray<int>? Members { get; }

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
        using var reader = new CacheReader(requests);
        using (var pass = model.Start(batch, wants: reader.Wants(model, batch.Sequences)))
            pass.ToTheEnd();
        return reader.TakeRows(batch);
    }

    /// <summary>Runs a set of prompts and keeps what was asked for of each.</summary>
    /// <param name="model">The model; its hooks stay in force, and what is kept is what they leave.</param>
    /// <param name="prompts">The set; its order is that of the rows.</param>
    /// <param name="options">How the set is run; null for the default.</param>
    /// <param name="requests">What to keep; no point twice.</param>
    /// <returns>The cache; the caller owns it. Prompts shorter than the longest are padded with zeros, lists of positions with their last entry.</returns>
    /// <exception cref="ArgumentException">A point the model does not have, with the reason; or a point asked for twice.</exception>
    public static ActivationCache Record(HookedTransformer model, IReadOnlyList<IMarkedTokens> prompts, SweepOptions? options, params CacheRequest[] requests)
    {
        using var reader = new CacheReader(requests);
        Sweep.Run(model, prompts, [reader], options);
        return reader.Take();
    }

    /// <summary>A cache of given tensors; row i is of prompt i.</summary>
    /// <param name="tensors">By point; taken over.</param>
    /// <param name="narrowed">Points of which only some positions or heads are there; null for none.</param>
    public static ActivationCache Of(IReadOnlyDictionary<HookPoint, Tensor> tensors, IEnumerable<HookPoint>? narrowed = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        return new(tensors.ToDictionary(), null, narrowed);
    }

    /// <summary>True if the point was kept.</summary>
    /// <param name="point">Any point.</param>
    public bool Contains(HookPoint point) => _tensors.ContainsKey(point);

    /// <summary>True if all positions and heads of the point were kept, so that indices into it are those of tokens and heads.</summary>
    /// <param name="point">A point that was asked for.</param>
    public bool IsWhole(HookPoint point) => Contains(point) && !_narrowed.Contains(point);

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        _disposed = true;
        foreach (var tensor in _tensors.Values)
            tensor.Dispose();
    }

    /// <summary>The row of a prompt of the set; null where there is none.</summary>
    internal int? RowOf(int prompt) => Members is { } members ? members.IndexOf(prompt) is >= 0 and var row ? row : null : prompt;

    private string Describe()
    {
        const int Named = 6;
        var names = _tensors.Keys.Select(point => point.ToString()).ToImmutableArray();
        return names.Length <= Named ? string.Join(", ", names) : $"{string.Join(", ", names.Take(Named))} and {names.Length - Named} more";
    }
}
