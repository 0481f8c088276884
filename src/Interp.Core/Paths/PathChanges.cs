using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Transformer;
using Interp.Core.Transformer.Placement;
using static TorchSharp.torch;

namespace Interp.Core.Paths;

/// <summary>
/// How the stream changes at each receiver: by what the senders add otherwise, and by what the MLPs in between make of that
/// where paths go through them. Heads stay as they are, so nothing crosses from one token to another.
/// </summary>
internal sealed class PathChanges
{
    private readonly HookedTransformer _model;
    private readonly PathRun _run;
    private readonly Func<PathSender, Tensor> _difference;
    private readonly PathKind _kind;
    private readonly ImmutableArray<PathWalk> _walks;
    private readonly Tensor?[] _changes; // of each walk, as far as it has come; null where nothing has changed yet
    private readonly Dictionary<(int Walk, PathReceiver Receiver), Tensor> _read = [];

    private PathChanges(HookedTransformer model, PathRun run, Func<PathSender, Tensor> difference, PathKind kind, ImmutableArray<PathWalk> walks)
    {
        (_model, _run, _difference, _kind, _walks) = (model, run, difference, kind, walks);
        _changes = new Tensor?[walks.Length];
    }

    /// <summary>What <see cref="Of"/> needs of the unpatched run beside the senders' outputs.</summary>
    public static IEnumerable<HookPoint> Points(HookedTransformer model, PathKind kind, IEnumerable<PathSet> sets)
    {
        if (kind == PathKind.Direct)
            return [];
        var edges = sets.SelectMany(set => set.Edges).ToArray();
        var (first, last) = (edges.Min(edge => edge.Sender.Layer ?? 0), edges.Max(edge => edge.Receiver.Layer ?? model.Info.Layers));
        return Enumerable.Range(0, model.Info.Layers).Where(layer => layer >= first && layer <= last)
            .SelectMany(layer => new[] { PathReceiver.MlpInput(layer).StreamOn(model), HookPoint.MlpOut(layer) });
    }

    /// <summary>The change at every receiver of every walk.</summary>
    /// <param name="model">The model.</param>
    /// <param name="run">The unpatched run.</param>
    /// <param name="difference">For each sender what takes the place of its output, less that: [batch, pos, d_model].</param>
    /// <param name="kind">What paths go through.</param>
    /// <param name="walks">The walks.</param>
    /// <returns>[batch, pos, d_model] each, in the caller's dispose scope.</returns>
    public static IReadOnlyDictionary<(int Walk, PathReceiver Receiver), Tensor> Of(
        HookedTransformer model, PathRun run, Func<PathSender, Tensor> difference, PathKind kind, ImmutableArray<PathWalk> walks)
    {
        using var scope = NewDisposeScope();
        var changes = new PathChanges(model, run, difference, kind, walks);
        changes.AddOf(null, SenderKind.Embedding);
        for (var layer = 0; layer < model.Info.Layers; layer++)
            changes.Block(layer);
        changes.Read(receiver => receiver == PathReceiver.Logits);
        foreach (var change in changes._read.Values)
            change.MoveToOuterDisposeScope();
        return changes._read;
    }

    /// <summary>Through one block, in the order in which its parts read and write.</summary>
    private void Block(int layer)
    {
        var parallel = _model.IsParallel(layer);
        Read(receiver => receiver.Layer == layer && receiver.Kind != ReceiverKind.MlpInput);
        var mlp = parallel ? Mlp(layer) : [];
        AddOf(layer, SenderKind.Head, SenderKind.Attention);
        mlp = parallel ? mlp : Mlp(layer);
        AddOf(layer, SenderKind.Mlp);
        foreach (var (walk, change) in mlp)
            Add(walk, change);
    }

    /// <summary>The MLP reads; where paths go through it, it follows in every walk that goes on behind it and does not replace it.</summary>
    private (int Walk, Tensor Change)[] Mlp(int layer)
    {
        Read(receiver => receiver == PathReceiver.MlpInput(layer));
        int[] through = _kind == PathKind.Direct ? [] :
            [.. Enumerable.Range(0, _walks.Length).Where(walk => _changes[walk] is not null && _walks[walk].GoesBeyond(layer, _model) && !_walks[walk].Senders.Contains(PathSender.Mlp(layer)))];
        if (through.Length == 0)
            return [];
        var changed = MlpChange(layer, stack([.. through.Select(walk => _changes[walk]!)]));
        return [.. through.Select((walk, i) => (walk, changed[i]))];
    }

    private void Read(Func<PathReceiver, bool> here)
    {
        for (var walk = 0; walk < _walks.Length; walk++)
        {
            foreach (var receiver in _walks[walk].Receivers.Where(here))
                _read[(walk, receiver)] = _changes[walk]!.alias();
        }
    }

    private void AddOf(int? layer, params ReadOnlySpan<SenderKind> kinds)
    {
        for (var walk = 0; walk < _walks.Length; walk++)
        {
            foreach (var sender in _walks[walk].In(layer, kinds))
                Add(walk, _difference(sender));
        }
    }

    private void Add(int walk, Tensor change)
    {
        change = change.On(_model.Device);
        _changes[walk] = _changes[walk] is { } before ? before.Plus(change) : change;
    }

    /// <summary>How an MLP's output changes with its input.</summary>
    /// <param name="layer">Its block.</param>
    /// <param name="changes">[row, batch, pos, d_model], a row a walk</param>
    /// <returns>[row, batch, pos, d_model]</returns>
    private Tensor MlpChange(int layer, Tensor changes)
    {
        using var scope = NewDisposeScope();
        var device = _model.DeviceOf(layer);
        var (walks, size) = ((int)changes.shape[0], _run.Batch.Size);
        var stream = _run[PathReceiver.MlpInput(layer).StreamOn(_model), _run.At].On(device).Plus(changes.On(device)).flatten(0, 1);
        var grid = TokenGrid.Rows(_run.Batch, [.. Enumerable.Range(0, walks * size).Select(row => row % size)], _run.Tokens);
        var listeners = Listeners.None.With(_model.ListenersWith([]).Interventions().All.Where(one => one.Point.Layer == layer));
        using var forward = new ForwardRun(listeners, grid, grid, device, _model.Routes, CausalSequence.Instance);
        var after = _model.BlockOf(layer).MlpOf(stream, layer, forward).view(changes.shape);
        return (after - _run[HookPoint.MlpOut(layer), _run.At].On(device)).MoveToOuterDisposeScope();
    }
}
