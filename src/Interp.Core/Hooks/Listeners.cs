using System.Collections.Immutable;

namespace Interp.Core.Hooks;

/// <summary>Who listens where, as a value: what a pass sees is what was there when it began. In the order in which they came.</summary>
internal sealed class Listeners
{
    private readonly ImmutableDictionary<HookPoint, ImmutableArray<Listener>> _at;

    private Listeners(ImmutableDictionary<HookPoint, ImmutableArray<Listener>> at) => _at = at;

    public static Listeners None { get; } = new(ImmutableDictionary<HookPoint, ImmutableArray<Listener>>.Empty);

    public bool IsEmpty => _at.IsEmpty;

    /// <summary>Points that anyone listens to.</summary>
    public IEnumerable<HookPoint> Points => _at.Keys;

    /// <summary>Points that someone wants computed.</summary>
    public IEnumerable<HookPoint> Wanted => _at.Where(pair => pair.Value.Any(listener => listener.Wants)).Select(pair => pair.Key);

    public IEnumerable<(HookPoint Point, Listener Listener)> All => _at.SelectMany(pair => pair.Value.Select(listener => (pair.Key, listener)));

    public ImmutableArray<Listener> At(HookPoint point) => _at.TryGetValue(point, out var found) ? found : [];

    public Listeners With(HookPoint point, Listener listener) => new(_at.SetItem(point, At(point).Add(listener)));

    public Listeners With(IEnumerable<(HookPoint Point, Listener Listener)> listeners) =>
        listeners.Aggregate(this, (all, one) => all.With(one.Point, one.Listener));

    public Listeners Without(HookPoint point, Listener listener)
    {
        var left = At(point).Remove(listener);
        return new(left.IsEmpty ? _at.Remove(point) : _at.SetItem(point, left));
    }

    /// <summary>The interventions and masks alone.</summary>
    public Listeners Interventions() => None.With(All.Where(one => one.Listener is Listener.Intervention or Listener.Mask));

    /// <summary>Without the interventions and masks that act no later than a state of the stream.</summary>
    public Listeners After(int state) => None.With(All.Where(one => one.Listener is not (Listener.Intervention or Listener.Mask) || !IsBefore(one.Point, state)));

    private static bool IsBefore(HookPoint point, int state) =>
        point.Layer is { } layer ? layer < state || (state == 0 && point == HookPoint.ResidPre(0)) : !point.IsFinal;
}
