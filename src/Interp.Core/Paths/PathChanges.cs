using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Transformer;
using Interp.Core.Transformer.Placement;
using static TorchSharp.torch;

namespace Interp.Core.Paths;

/// <summary>
/// How the stream changes at each receiver: what the senders add otherwise, and what the MLPs in between make of it where
/// paths go through them. Heads stay as they are, so nothing crosses from one token to another.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="run">The unpatched run.</param>
/// <param name="difference">For each sender what it adds less than, or beyond, its own output: [batch, pos, d_model].</param>
/// <param name="kind">What paths go through.</param>
internal sealed class PathChanges(HookedTransformer model, PathRun run, Func<PathSender, Tensor> difference, PathKind kind)
{
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
    /// <param name="walks">The walks.</param>
    /// <returns>[batch, pos, d_model] each, in the caller's dispose scope.</returns>
    public Dictionary<(int Walk, PathReceiver Receiver), Tensor> Of(ImmutableArray<PathWalk> walks)
    {
        using var scope = NewDisposeScope();
        var changes = new Tensor?[walks.Length]; // null where nothing has changed yet
        var read = new Dictionary<(int, PathReceiver), Tensor>();
        for (var walk = 0; walk < walks.Length; walk++)
        {
            if (walks[walk].Senders.Contains(PathSender.Embedding))
                Add(walk, difference(PathSender.Embedding));
        }

        for (var layer = 0; layer < model.Info.Layers; layer++)
        {
            var parallel = model.IsParallel(layer);
            Read(receiver => receiver.Layer == layer && (receiver.Kind != ReceiverKind.MlpInput || parallel));
            var mlp = parallel ? Mlp(layer) : [];
            AddOf(layer, SenderKind.Head, SenderKind.Attention);
            Read(receiver => receiver == PathReceiver.MlpInput(layer));
            mlp = parallel ? mlp : Mlp(layer);
            AddOf(layer, SenderKind.Mlp);
            foreach (var (walk, change) in mlp)
                Add(walk, change);
        }

        Read(receiver => receiver == PathReceiver.Logits);
        foreach (var change in read.Values)
            change.MoveToOuterDisposeScope();
        return read;

        void Read(Func<PathReceiver, bool> here)
        {
            for (var walk = 0; walk < walks.Length; walk++)
            {
                foreach (var receiver in walks[walk].Receivers.Where(here))
                    read.TryAdd((walk, receiver), changes[walk]!.alias());
            }
        }

        void AddOf(int layer, params ReadOnlySpan<SenderKind> kinds)
        {
            for (var walk = 0; walk < walks.Length; walk++)
            {
                foreach (var sender in walks[walk].In(layer, kinds))
                    Add(walk, difference(sender));
            }
        }

        void Add(int walk, Tensor change)
        {
            change = change.On(model.DeviceOf(0));
            changes[walk] = changes[walk] is { } before ? before.Plus(change) : change;
        }

        (int, Tensor)[] Mlp(int layer)
        {
            int[] through = kind == PathKind.Direct ? [] :
                [.. Enumerable.Range(0, walks.Length).Where(walk => changes[walk] is not null && walks[walk].GoesBeyond(layer, model) && !walks[walk].Senders.Contains(PathSender.Mlp(layer)))];
            if (through.Length == 0)
                return [];
            var changed = MlpChange(layer, stack([.. through.Select(walk => changes[walk]!)]));
            return [.. through.Select((walk, i) => (walk, changed[i]))];
        }
    }

    /// <summary>How an MLP's output changes with its input.</summary>
    /// <param name="layer">Its block.</param>
    /// <param name="changes">[row, batch, pos, d_model], a row a walk</param>
    /// <returns>[row, batch, pos, d_model]</returns>
    private Tensor MlpChange(int layer, Tensor changes)
    {
        using var scope = NewDisposeScope();
        var device = model.DeviceOf(layer);
        var (walks, size) = ((int)changes.shape[0], run.Batch.Size);
        var stream = run[PathReceiver.MlpInput(layer).StreamOn(model), run.At].On(device).Plus(changes.On(device)).flatten(0, 1);
        var grid = TokenGrid.Rows(run.Batch, [.. Enumerable.Range(0, walks * size).Select(row => row % size)], run.Tokens);
        var listeners = Listeners.None.With(model.ListenersWith([]).Interventions().All.Where(one => one.Point.Layer == layer));
        using var forward = new ForwardRun(listeners, grid, grid, device, model.Routes, CausalSequence.Instance);
        var after = model.BlockOf(layer).MlpOf(stream, layer, forward).view(changes.shape);
        return (after - run[HookPoint.MlpOut(layer), run.At].On(device)).MoveToOuterDisposeScope();
    }
}
