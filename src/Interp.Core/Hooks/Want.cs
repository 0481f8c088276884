using System.Collections.Immutable;
using Interp.Core.Batches;

namespace Interp.Core.Hooks;

/// <summary>What a reader wants of each pass, and what it does with it. Nothing else is computed for it.</summary>
/// <param name="Point">Where.</param>
/// <param name="Positions">Which tokens ("pos" or "query" axis); of attention maps only those rows are computed.</param>
/// <param name="Read">Called once a pass, on the thread that runs it.</param>
public sealed record Want(HookPoint Point, Positions Positions, Action<Tapped> Read)
{
    /// <summary>Which heads; null for all. Of attention maps and results only those are computed.</summary>
    public ImmutableArray<int>? Heads { get; init; }

    internal Listener ToListener() => new Listener.Tap(Positions, Heads, (values, batch) => Read(new Tapped(Point, values, batch, Positions)));
}
