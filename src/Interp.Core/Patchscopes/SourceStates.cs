using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Hooks;
using Interp.Core.Lens;
using Interp.Core.Sweeps;
using Interp.Core.Tokens;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Patchscopes;

/// <summary>States of the stream at one token of each source prompt: what a patchscope puts elsewhere. Owns its tensors until disposed.</summary>
public sealed class SourceStates : IDisposable
{
    private readonly ActivationCache _cache;
    private readonly Axis _states;

    private SourceStates(ActivationCache cache, ImmutableArray<int> states, int prompts) => (_cache, _states, Prompts) = (cache, new Axis("state", states), prompts);

    /// <summary>The states that were kept: 0 the embedding, k the stream after block k-1.</summary>
    public ImmutableArray<int> States => _states.Values;

    /// <summary>Number of source prompts.</summary>
    public int Prompts { get; }

    /// <summary>Runs the source prompts once and keeps their states.</summary>
    /// <param name="model">The model; its hooks and ablations stay in force. It may be another one than is patched, of the same width or with a map between.</param>
    /// <param name="prompts">The source prompts.</param>
    /// <param name="position">One token of each.</param>
    /// <param name="states">Which states; null for all.</param>
    /// <param name="sweep">How the prompts are run; null for the default.</param>
    /// <returns>The states; the caller owns them.</returns>
    /// <exception cref="ArgumentException">Positions that name none or several tokens of a prompt, or states that the model does not have.</exception>
    public static SourceStates Read(
        HookedTransformer model, IReadOnlyList<IMarkedTokens> prompts, Positions position, ImmutableArray<int>? states = null, SweepOptions? sweep = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(position);
        var chosen = new LensOptions { States = states }.StatesOf(model);
        if (prompts.Count > 0)
            RequireOne(position, Batch.Of(prompts));
        CacheRequest[] requests =
        [
            .. chosen.Contains(0) ? [CacheRequest.Of(HookSite.ResidPre) with { Layers = [0], Positions = position }] : Array.Empty<CacheRequest>(),
            .. chosen.Any(state => state > 0) ? [CacheRequest.Of(HookSite.ResidPost) with { Layers = [.. chosen.Where(state => state > 0).Select(state => state - 1)], Positions = position }] : Array.Empty<CacheRequest>(),
        ];
        return new SourceStates(ActivationCache.Record(model, prompts, sweep, requests), chosen, prompts.Count);
    }

    /// <summary>One state of every source prompt.</summary>
    /// <param name="state">0 the embedding, k the stream after block k-1.</param>
    /// <returns>[prompt, d_model]; a view of what this one owns, the caller's (or its dispose scope's) to free.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The state was not kept; the message says which were.</exception>
    public Tensor At(int state)
    {
        _states.PlaceOf(state, nameof(state));
        return _cache[Lens.States.PointOf(state)].select(1, 0);
    }

    /// <summary>Frees the tensors.</summary>
    public void Dispose() => _cache.Dispose();

    /// <exception cref="ArgumentException">None or several tokens of a prompt.</exception>
    internal static void RequireOne(Positions position, Batch batch)
    {
        var lists = position.Resolve(batch);
        for (var row = 0; row < lists.Length; row++)
        {
            if (lists[row].Length != 1)
                throw new ArgumentException($"'{position}' names {lists[row].Length} tokens of prompt {batch.Members[row]}; expected one of its {batch.Rows[row].Length}.", nameof(position));
        }
    }
}
