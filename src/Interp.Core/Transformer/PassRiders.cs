using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>The riders of a pass, and the keys and values of the block that it is in.</summary>
internal sealed class PassRiders : IDisposable
{
    private readonly HookedTransformer _model;
    private readonly ImmutableArray<IPassRider> _riders;
    private readonly Listeners _interventions;
    private readonly PositionIndex[] _windows;
    private Tensor? _keys;
    private Tensor? _values;

    /// <exception cref="InvalidOperationException">The model has hooks of the user's own, which riders would not see.</exception>
    public PassRiders(HookedTransformer model, Listeners listeners, ImmutableArray<IPassRider> riders)
    {
        if (!riders.IsEmpty && listeners.All.FirstOrDefault(one => one.Listener is Listener.Edit) is (var point, { }))
            throw new InvalidOperationException($"A hook on {point} may change anything, which replayed rows would not see: dispose its scope first, or use an ablation or a patch instead of it.");
        _model = model;
        _riders = riders;
        _interventions = listeners.Interventions();
        _windows = [.. riders.Select(rider => new PositionIndex(rider.Window, model.Device))];
    }

    /// <summary>Reads the keys and values of each block.</summary>
    public IEnumerable<(HookPoint Point, Listener Listener)> Taps => _riders.IsEmpty ? [] :
        Enumerable.Range(0, _model.Info.Layers).SelectMany(layer => new (HookPoint, Listener)[]
        {
            (_model.FinalKeys(layer), new Listener.Tap(Positions.All, null, (x, _) => _keys = Retained.Of(x))),
            (HookPoint.V(layer), new Listener.Tap(Positions.All, null, (x, _) => _values = Retained.Of(x))),
        });

    /// <summary>What enters a block at each rider's window, taken before the block runs.</summary>
    /// <param name="stream">[batch, pos, d_model]</param>
    public Windows Entering(Tensor stream) => new([.. _windows.Select(window => window.Select(stream, axis: 1).DetachFromDisposeScope())]);

    public void Ride(int layer, Windows entering)
    {
        for (var i = 0; i < _riders.Length; i++)
            _riders[i].Ride(layer, entering[i], _keys!, _values!, _interventions);
        Drop();
    }

    /// <param name="stream">The last state, [batch, pos, d_model] of the grid's tokens</param>
    /// <param name="grid">Its tokens.</param>
    public void Finish(Tensor stream, TokenGrid grid)
    {
        foreach (var rider in _riders)
        {
            using var scope = NewDisposeScope();
            using var places = new PositionIndex(grid.PlacesOf(rider.Window), _model.Device);
            rider.Finish(places.Select(stream, axis: 1)); // [batch, window, d_model]
        }
    }

    public void Dispose()
    {
        Drop();
        foreach (var window in _windows)
            window.Dispose();
        foreach (var rider in _riders)
            rider.Dispose();
    }

    private void Drop()
    {
        _keys?.Dispose();
        _values?.Dispose();
        (_keys, _values) = (null, null);
    }

    /// <summary>The stream at each rider's window, [batch, window, d_model].</summary>
    internal sealed class Windows(Tensor[] streams) : IDisposable
    {
        public Tensor this[int rider] => streams[rider];

        public void Dispose()
        {
            foreach (var stream in streams)
                stream.Dispose();
        }
    }
}
