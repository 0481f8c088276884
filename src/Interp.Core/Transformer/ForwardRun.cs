using Interp.Core.Batches;
using Interp.Core.Hooks;
using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>One pass of one batch: calls the listeners of the points it reaches and remembers which it reached.</summary>
internal sealed class ForwardRun(HookTable hooks, Batch batch, Device device, SequenceView sequence) : IDisposable
{
    private readonly HashSet<HookPoint> _fired = [];
    private readonly Dictionary<Positions, PositionIndex> _indices = [];

    public Batch Batch { get; } = batch;

    public Device Device { get; } = device;

    public SequenceView Sequence { get; } = sequence;

    public bool Listens(HookPoint point) => hooks.At(point).Count > 0;

    public bool Edits(HookPoint point) => hooks.At(point).Any(listener => listener is HookTable.Edit);

    public IEnumerable<HookTable.Tap> Taps(HookPoint point) => hooks.At(point).OfType<HookTable.Tap>();

    /// <summary>Listened points that this run did not reach.</summary>
    public IEnumerable<HookPoint> Missed() => hooks.Points.Where(point => !_fired.Contains(point));

    /// <summary>Reaches a point: calls its listeners in order and returns the activation to go on with.</summary>
    /// <exception cref="ForwardStopped">A hook asked to stop; the point's other listeners were still called.</exception>
    public Tensor At(HookPoint point, Tensor activation)
    {
        var stops = false;
        foreach (var listener in Reach(point))
        {
            // Listeners get an alias: keeping it cannot be undone by the pass disposing its own handle, and the other way round.
            var shown = activation.alias();
            switch (listener)
            {
                case HookTable.Tap tap:
                    tap.Read(Narrow(shown, tap, point.PositionAxis, point.HeadAxis));
                    break;
                case HookTable.Edit edit:
                    var result = edit.Decide(shown, Batch);
                    stops |= result.Stops;
                    activation = Apply(result, activation, shown, point);
                    break;
                default:
                    throw new InvalidOperationException($"Unknown listener {listener.GetType().Name}.");
            }
        }

        return stops ? throw new ForwardStopped(point) : activation;
    }

    /// <summary>
    /// Reaches a point that the fast path does not compute. The caller uses the result only where a hook really changed
    /// its values; else it goes on by the fast path, so that listening never moves a bit of the output.
    /// </summary>
    /// <returns>True if the values changed, or if a gradient is wanted through the point.</returns>
    public bool Offer(HookPoint point, ref Tensor activation)
    {
        if (!Edits(point))
        {
            At(point, activation);
            return false;
        }

        var before = activation.clone();
        var offered = activation;
        activation = At(point, offered);

        // Under autograd a replacement matters even where its values are the same: gradients are to flow through it.
        return (activation.requires_grad && !ReferenceEquals(activation, offered)) || !activation.Equals(before);
    }

    /// <summary>Notes that a point was reached, and returns its listeners.</summary>
    public IReadOnlyList<HookTable.Listener> Reach(HookPoint point)
    {
        var listeners = hooks.At(point);
        if (listeners.Count > 0)
            _fired.Add(point);
        return [.. listeners];
    }

    /// <summary>What a reader asked for of an activation: its positions, its heads.</summary>
    /// <param name="x">The activation.</param>
    /// <param name="tap">The reader.</param>
    /// <param name="positionAxis">The axis that counts positions.</param>
    /// <param name="headAxis">The axis that counts heads, if any does.</param>
    public Tensor Narrow(Tensor x, HookTable.Tap tap, int positionAxis, int? headAxis)
    {
        if (tap.Heads is { } heads && headAxis is { } axis)
            x = x.index_select(axis, tensor(heads.Select(head => (long)head).ToArray(), device: Device));
        return tap.Positions.IsAll ? x : IndexOf(tap.Positions).Select(x, positionAxis);
    }

    /// <summary>The positions as index tensors, made once a run.</summary>
    public PositionIndex IndexOf(Positions positions)
    {
        if (!_indices.TryGetValue(positions, out var index))
            _indices[positions] = index = new PositionIndex(positions.Resolve(Batch), Device);
        return index;
    }

    public void Dispose()
    {
        foreach (var index in _indices.Values)
            index.Dispose();
    }

    private static Tensor Apply(HookResult result, Tensor activation, Tensor shown, HookPoint point)
    {
        if (result.Replacement is not { } replacement || ReferenceEquals(replacement, shown))
            return activation;

        if (!replacement.shape.AsSpan().SequenceEqual(activation.shape))
            throw Misfit(point, "shape", $"[{string.Join(", ", activation.shape)}]", $"[{string.Join(", ", replacement.shape)}]");
        if (replacement.dtype != activation.dtype)
            throw Misfit(point, "dtype", activation.dtype.ToString(), replacement.dtype.ToString());
        if (replacement.device.ToString() != activation.device.ToString())
            throw Misfit(point, "device", activation.device.ToString(), replacement.device.ToString());

        return replacement.alias();
    }

    private static InvalidOperationException Misfit(HookPoint point, string what, string expected, string found) =>
        new($"A hook on {point} returned a tensor of {what} {found}; the activation there has {what} {expected} ({point.Axes}).");
}
