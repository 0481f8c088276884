using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Transformer;

namespace Interp.Core.Caching;

/// <summary>What to keep of a pass: sites, and of these only some layers, heads or positions.</summary>
public sealed record CacheRequest
{
    /// <summary>The sites.</summary>
    public required ImmutableArray<HookSite> Sites { get; init; }

    /// <summary>Which blocks, of sites in blocks; null for all.</summary>
    public ImmutableArray<int>? Layers { get; init; }

    /// <summary>Which heads; null for all. A site without an axis of query heads is refused with them: ask for it in a request of its own.</summary>
    public ImmutableArray<int>? Heads { get; init; }

    /// <summary>Which tokens ("pos" or "query" axis).</summary>
    public Positions Positions { get; init; } = Positions.All;

    /// <summary>Some sites of all blocks, at all positions.</summary>
    /// <param name="sites">The sites.</param>
    public static CacheRequest Of(params HookSite[] sites) => new() { Sites = [.. sites] };

    /// <summary>The points it covers on a model.</summary>
    internal IEnumerable<HookPoint> PointsOn(HookedTransformer model)
    {
        var layers = Layers ?? [.. Enumerable.Range(0, model.Info.Layers)];
        return Sites.SelectMany(site => HookSites.Of(site).InBlock ? layers.Select(layer => new HookPoint(site, layer)) : [new HookPoint(site, null)]);
    }
}
