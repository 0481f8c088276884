using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;

namespace Interp.Core.Transformer;

/// <summary>
/// How far a pass goes and for which tokens: only as far as someone wants something, and in its last block only for the
/// tokens that are wanted there. Made, and everything checked, before anything runs.
/// </summary>
internal sealed record PassPlan
{
    /// <summary>In a block of which more than this share of the tokens is wanted, all of them take the fused kernel.</summary>
    private const int NarrowShare = 4;

    /// <summary>The first block that is run.</summary>
    public required int First { get; init; }

    /// <summary>One past the last block that is run.</summary>
    public required int End { get; init; }

    /// <summary>True where block <see cref="End"/> is entered and no more.</summary>
    public required bool OnlyEntersEnd { get; init; }

    /// <summary>True where the final norm and the unembedding are wanted.</summary>
    public required bool Finishes { get; init; }

    /// <summary>The tokens that are wanted of the last block.</summary>
    public required TokenGrid LastBlock { get; init; }

    /// <summary>The tokens that are wanted of the final norm and unembedding.</summary>
    public required TokenGrid Final { get; init; }

    /// <summary>Points of the last block after which nothing is wanted; null where its result is.</summary>
    public required IReadOnlySet<HookPoint>? Enough { get; init; }

    /// <exception cref="InvalidOperationException">Nothing is wanted, or a point before the start is listened to.</exception>
    public static PassPlan Of(TransformerInfo info, Batch batch, PassGoal goal)
    {
        foreach (var (_, listener) in goal.Listeners.All)
            listener.Check(batch);
        RefuseEarlier(goal);

        var wanted = goal.Listeners.Wanted.ToArray();
        var finishes = goal.Logits is not null || wanted.Any(point => point.IsFinal);
        var toTheEnd = finishes || !goal.Windows.IsEmpty;
        if (!toTheEnd && wanted.Length == 0)
            throw new InvalidOperationException("Nobody listens, so a run would compute nothing. Add a hook or a reader first, or ask for logits.");

        var first = goal.EntersAt ?? 0;
        var reach = toTheEnd ? info.Layers - 1 : wanted.Max(point => point.Layer ?? -1);
        var there = wanted.Where(point => point.Layer == reach).ToHashSet();
        var onlyEnters = !toTheEnd && there.Count > 0 && there.All(point => point.Site == HookSite.ResidPre);
        var end = Math.Max(first, onlyEnters ? reach : reach + 1);
        return new PassPlan
        {
            First = first,
            End = end,
            OnlyEntersEnd = onlyEnters,
            Finishes = finishes,
            LastBlock = end > first ? WantedOf(end - 1, batch, goal, finishes) : TokenGrid.Whole(batch),
            Final = finishes ? WantedAtTheEnd(batch, goal) : TokenGrid.Whole(batch),
            Enough = toTheEnd || onlyEnters || end == first ? null : there,
        };
    }

    /// <summary>What is not wanted at every token is computed at the tokens that are.</summary>
    private static TokenGrid WantedOf(int layer, Batch batch, PassGoal goal, bool finishes)
    {
        var chosen = goal.Listeners.All.Where(one => one.Point.Layer == layer && !one.Point.AtEveryToken);
        var taps = Taps(chosen).Concat(finishes ? FinalTaps(goal) : []).ToArray();
        if (taps.Any(positions => positions.IsAll))
            return TokenGrid.Whole(batch);

        var tokens = Union(batch, taps.Select(positions => positions.Resolve(batch)).Concat(goal.Windows));
        var most = tokens.Max(list => list.Length);
        return most == 0 || tokens.Any(list => list.IsEmpty) || most * NarrowShare > batch.Width ? TokenGrid.Whole(batch) : TokenGrid.Chosen(batch, tokens);
    }

    private static TokenGrid WantedAtTheEnd(Batch batch, PassGoal goal)
    {
        var taps = FinalTaps(goal).ToArray();
        if (taps.Length == 0 || taps.Any(positions => positions.IsAll))
            return TokenGrid.Whole(batch);
        var tokens = Union(batch, taps.Select(positions => positions.Resolve(batch)));
        return tokens.Any(list => list.IsEmpty) ? TokenGrid.Whole(batch) : TokenGrid.Chosen(batch, tokens);
    }

    private static IEnumerable<Positions> FinalTaps(PassGoal goal)
    {
        var taps = Taps(goal.Listeners.All.Where(one => one.Point.IsFinal));
        return goal.Logits is { } logits ? taps.Append(logits) : taps;
    }

    private static IEnumerable<Positions> Taps(IEnumerable<(HookPoint Point, Listener Listener)> listeners) =>
        listeners.Select(one => one.Listener).OfType<Listener.Tap>().Select(tap => tap.Positions).Distinct();

    /// <summary>All of them, row by row, ascending.</summary>
    private static ImmutableArray<ImmutableArray<int>> Union(Batch batch, IEnumerable<ImmutableArray<ImmutableArray<int>>> lists)
    {
        var all = lists.ToArray();
        return [.. Enumerable.Range(0, batch.Size).Select(row => all.SelectMany(list => list[row]).Distinct().Order().ToImmutableArray())];
    }

    private static void RefuseEarlier(PassGoal goal)
    {
        if (goal.EntersAt is not { } first)
            return;
        var missed = goal.Listeners.Points.Where(point => point.Layer < first || (point.Layer is null && !point.IsFinal)).Order(HookPointOrder.Instance).ToArray();
        if (missed.Length > 0)
            throw new InvalidOperationException($"{string.Join(", ", missed)} would not fire: the pass starts at block {first} with a given stream.");
    }
}
