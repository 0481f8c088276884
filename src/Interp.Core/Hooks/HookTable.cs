using System.Collections.Immutable;
using Interp.Core.Batches;
using static TorchSharp.torch;

namespace Interp.Core.Hooks;

/// <summary>Who listens where. Listeners of one point are called in the order they came.</summary>
internal sealed class HookTable
{
    private readonly Dictionary<HookPoint, List<Listener>> _listeners = [];

    public IEnumerable<HookPoint> Points => _listeners.Keys;

    public IReadOnlyList<Listener> At(HookPoint point) => _listeners.TryGetValue(point, out var found) ? found : [];

    public HookScope Add(HookPoint point, Listener listener)
    {
        if (!_listeners.TryGetValue(point, out var found))
            _listeners[point] = found = [];
        found.Add(listener);

        return new HookScope(() =>
        {
            found.Remove(listener);
            if (found.Count == 0 && _listeners.TryGetValue(point, out var current) && current == found)
                _listeners.Remove(point);
        });
    }

    internal abstract class Listener;

    /// <summary>Reads; is handed the activation at the positions and heads it asked for.</summary>
    internal sealed class Tap(Positions positions, ImmutableArray<int>? heads, Action<Tensor> read) : Listener
    {
        public Positions Positions { get; } = positions;

        /// <summary>Which heads; null for all, and where the activation has no heads.</summary>
        public ImmutableArray<int>? Heads { get; } = heads;

        public Action<Tensor> Read { get; } = read;
    }

    /// <summary>May replace the activation or stop the pass.</summary>
    internal sealed class Edit(Func<Tensor, Batch, HookResult> decide) : Listener
    {
        public Func<Tensor, Batch, HookResult> Decide { get; } = decide;
    }
}
