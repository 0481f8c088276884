using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Products;
using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>One run of rows through blocks: calls the listeners of the points it reaches and remembers which it reached.</summary>
/// <param name="listeners">Who listens.</param>
/// <param name="grid">What the rows and places are, of the tokens that are wanted.</param>
/// <param name="everyToken">The same for points that need every token (<see cref="HookPoint.AtEveryToken"/>).</param>
/// <param name="device">The model's device.</param>
/// <param name="routes">Which way matrix products take.</param>
/// <param name="sequence">What the tokens see of each other.</param>
internal sealed class ForwardRun(Listeners listeners, TokenGrid grid, TokenGrid everyToken, Device device, ProductRoutes routes, SequenceView sequence) : IDisposable
{
    private readonly HashSet<HookPoint> _fired = [];
    private readonly Dictionary<(Positions Positions, TokenGrid Grid), PositionIndex> _indices = [];
    private readonly List<(Listener.Tap Tap, Tensor Values)> _held = [];

    public TokenGrid Grid { get; } = grid;

    public Batch Batch => Grid.Batch;

    public Device Device { get; } = device;

    public ProductRoutes Routes { get; } = routes;

    public SequenceView Sequence { get; } = sequence;

    /// <summary>When all of these were reached the run ends at the next point; null to go on.</summary>
    public IReadOnlySet<HookPoint>? Enough { get; init; }

    /// <summary>
    /// True to find out whether the user's own hooks changed anything, at the price of a copy a hook. What readers are to
    /// get is held back till then.
    /// </summary>
    public bool WatchesEdits { get; init; }

    /// <summary>True if one did.</summary>
    public bool EditsChanged { get; private set; }

    public bool Listens(HookPoint point) => !listeners.At(point).IsEmpty;

    /// <summary>
    /// True where a result may be written over its operand, which stood at a point: nobody who listens there can have kept
    /// it, and no gradient needs it. Fresh memory costs more than the arithmetic.
    /// </summary>
    public bool MayOverwrite(HookPoint point, Tensor activation) => !Listens(point) && !activation.requires_grad;

    /// <summary>True if anyone may change the activation.</summary>
    public bool Changes(HookPoint point) => listeners.At(point).Any(listener => listener is not Listener.Tap);

    /// <summary>True if anyone may change the activation otherwise than by hiding keys.</summary>
    public bool Rewrites(HookPoint point) => listeners.At(point).Any(listener => listener is not (Listener.Tap or Listener.Mask));

    public IEnumerable<Listener.Tap> Taps(HookPoint point) => listeners.At(point).OfType<Listener.Tap>();

    /// <summary>True if the point was reached.</summary>
    public bool HasFired(HookPoint point) => _fired.Contains(point);

    /// <summary>Reaches a point: calls its listeners in order and returns the activation to go on with.</summary>
    /// <exception cref="ForwardStopped">A hook asked to stop (the point's other listeners were still called), or enough was reached.</exception>
    public Tensor At(HookPoint point, Tensor activation)
    {
        if (Enough is not null && _fired.IsSupersetOf(Enough))
            throw new ForwardStopped(point) { IsDone = true };

        var stops = false;
        Reach(point);
        foreach (var listener in listeners.At(point))
        {
            switch (listener)
            {
                // Listeners get an alias: keeping it cannot be undone by the pass disposing its own handle, and the other way round.
                case Listener.Tap tap:
                    Deliver(tap, Narrow(activation.alias(), tap, point));
                    break;
                case Listener.Intervention intervention:
                    activation = intervention.Apply(activation, GridOf(point));
                    break;
                case Listener.Mask mask:
                    RequireSomeKey(point, (int)activation.shape[1]);
                    activation = KeyMask.Apply(activation, mask.Hidden(GridOf(point)));
                    break;
                case Listener.Edit edit:
                    activation = Edited(edit, point, activation, ref stops);
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
        if (!Changes(point))
        {
            At(point, activation);
            return false;
        }

        var before = activation.clone();
        var offered = activation;
        activation = At(point, offered);
        return Differs(before, offered, activation);
    }

    /// <summary>Notes that a point was reached.</summary>
    public void Reach(HookPoint point)
    {
        if (Listens(point))
            _fired.Add(point);
    }

    /// <summary>What is hidden at a point of attention scores, for who does not write the scores out.</summary>
    /// <param name="point">The point.</param>
    /// <param name="heads">Query heads.</param>
    /// <exception cref="InvalidOperationException">Several masks together leave a query without any key.</exception>
    public IReadOnlyList<HiddenKeys> Hidden(HookPoint point, int heads)
    {
        RequireSomeKey(point, heads);
        return [.. Masks(point).SelectMany(mask => mask.Hidden(GridOf(point)))];
    }

    /// <summary>What is hidden there by the time a reader of the point is called.</summary>
    public IReadOnlyList<HiddenKeys> HiddenBefore(HookPoint point, Listener.Tap tap) =>
        [.. listeners.At(point).TakeWhile(listener => !ReferenceEquals(listener, tap)).OfType<Listener.Mask>().SelectMany(mask => mask.Hidden(GridOf(point)))];

    /// <summary>Hands a reader what it asked for.</summary>
    public void Deliver(Listener.Tap tap, Tensor values)
    {
        if (WatchesEdits)
            _held.Add((tap, values.DetachFromDisposeScope()));
        else
            tap.Read(values, Batch);
    }

    /// <summary>Hands readers what was held back; it lives as long as the current dispose scope.</summary>
    public void DeliverHeld()
    {
        using var scope = NewDisposeScope();
        foreach (var (_, values) in _held)
            scope.Attach(values);
        var held = _held.ToArray();
        _held.Clear();
        foreach (var (tap, values) in held)
            tap.Read(values, Batch);
    }

    /// <summary>Drops what was held back.</summary>
    public void DropHeld()
    {
        foreach (var (_, values) in _held)
            values.Dispose();
        _held.Clear();
    }

    /// <summary>What a reader asked for of an activation: its positions, its heads.</summary>
    public Tensor Narrow(Tensor x, Listener.Tap tap, HookPoint point) => Narrow(x, tap, point, point.PositionAxis, point.HeadAxis);

    /// <summary>The same of what a point is made of.</summary>
    /// <param name="x">Has the point's rows and places.</param>
    /// <param name="tap">The reader.</param>
    /// <param name="point">The point.</param>
    /// <param name="positionAxis">The axis of <paramref name="x"/> that counts places.</param>
    /// <param name="headAxis">The one that counts heads, if any does.</param>
    public Tensor Narrow(Tensor x, Listener.Tap tap, HookPoint point, int positionAxis, int? headAxis)
    {
        if (tap.Heads is { } heads && headAxis is { } axis)
            x = x.index_select(axis, tensor(heads.Select(head => (long)head).ToArray(), device: Device));
        return tap.Positions.IsAll ? x : IndexOf(tap.Positions, point).Select(x, positionAxis);
    }

    /// <summary>Where the positions stand in an activation, as index tensors made once a run.</summary>
    public PositionIndex IndexOf(Positions positions, HookPoint point)
    {
        var key = (positions, GridOf(point));
        if (!_indices.TryGetValue(key, out var index))
            _indices[key] = index = new PositionIndex(key.Item2.PlacesOf(positions.Resolve(Batch)), Device);
        return index;
    }

    public void Dispose()
    {
        DropHeld();
        foreach (var index in _indices.Values)
            index.Dispose();
    }

    private IEnumerable<Listener.Mask> Masks(HookPoint point) => listeners.At(point).OfType<Listener.Mask>();

    /// <remarks>A mask alone was checked before the run; only several can take all keys together.</remarks>
    private void RequireSomeKey(HookPoint point, int heads)
    {
        if (Masks(point).Skip(1).Any())
            KeyMask.RequireSomeKey(Masks(point).SelectMany(mask => mask.Hidden(GridOf(point))), heads, row => $"prompt {GridOf(point).PromptOf(row)} in {point}");
    }

    private TokenGrid GridOf(HookPoint point) => point.AtEveryToken ? everyToken : Grid;

    private Tensor Edited(Listener.Edit edit, HookPoint point, Tensor activation, ref bool stops)
    {
        var before = WatchesEdits ? activation.clone() : null;
        var shown = activation.alias();
        var result = edit.Decide(shown, Batch);
        stops |= result.Stops;
        var after = Replaced(result, activation, shown, point);
        EditsChanged |= before is not null && Differs(before, activation, after);
        return after;
    }

    /// <remarks>Under autograd a replacement matters even where its values are the same: gradients are to flow through it.</remarks>
    private static bool Differs(Tensor before, Tensor offered, Tensor after) =>
        (after.requires_grad && !ReferenceEquals(after, offered)) || !after.Equals(before);

    private static Tensor Replaced(HookResult result, Tensor activation, Tensor shown, HookPoint point)
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
