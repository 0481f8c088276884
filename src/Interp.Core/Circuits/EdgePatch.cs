using Interp.Core.Attribution;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Paths;
using Interp.Core.Transformer;
using Interp.Core.Transformer.Placement;
using static TorchSharp.torch;

namespace Interp.Core.Circuits;

/// <summary>
/// One run in which some edges carry what takes their senders' place: each receiver reads the stream of this run, but for
/// the changes of the senders whose edges to it are patched.
/// </summary>
internal sealed class EdgePatch : IDisposable
{
    private readonly HookedTransformer _model;
    private readonly SenderChanges _changes;
    private readonly ILookup<PathReceiver, PathSender> _patched;
    private readonly Dictionary<HookPoint, Tensor> _now = [];
    private readonly Dictionary<PathSender, Tensor> _changed = [];

    private EdgePatch(HookedTransformer model, SenderChanges changes, IEnumerable<PathEdge> patched) =>
        (_model, _changes, _patched) = (model, changes, patched.ToLookup(edge => edge.Receiver, edge => edge.Sender));

    /// <summary>The measured difference of each prompt of a batch.</summary>
    /// <param name="model">The model.</param>
    /// <param name="contrast">What is measured.</param>
    /// <param name="batch">The prompts.</param>
    /// <param name="changes">What takes senders' place.</param>
    /// <param name="patched">The edges.</param>
    public static double[] Measure(HookedTransformer model, ContrastSet contrast, Batch batch, SenderChanges changes, IEnumerable<PathEdge> patched)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var patch = new EdgePatch(model, changes, patched);
        using var hooks = HookScope.Join(patch.Hooks());
        var logits = model.Logits(batch, contrast.Read);
        return LogitDirections.Numbers(contrast.Difference(patch.Logits(contrast, batch) ?? logits, batch));
    }

    public void Dispose()
    {
        foreach (var tensor in _now.Values.Concat(_changed.Values))
            tensor.Dispose();
    }

    private IEnumerable<HookScope> Hooks()
    {
        var kept = _patched.SelectMany(one => one).Distinct().SelectMany(sender => sender.PointsOn(_model)).Concat(_patched.Select(one => one.Key.StreamOn(_model))).Distinct();
        var given = _patched.Where(one => one.Key != PathReceiver.Logits).SelectMany(one => one.Key.PointsOn(_model)).Distinct();
        return [.. kept.Select(point => _model.Hook(point, (x, _) => Keep(point, x))), .. given.Select(point => _model.Hook(point, (x, _) => HookResult.Replace(Given(point, x))))];
    }

    private HookResult Keep(HookPoint point, Tensor x)
    {
        _now[point] = x.alias().DetachFromDisposeScope();
        return HookResult.Keep;
    }

    /// <summary>An activation with what its receivers get in place of what was there.</summary>
    private Tensor Given(HookPoint point, Tensor x)
    {
        using var scope = NewDisposeScope();
        var given = x;
        foreach (var (receiver, place) in _patched.SelectMany(one => one.Key.PointsOn(_model).Index().Where(at => at.Item == point).Select(at => (one.Key, at.Index))))
        {
            var got = ReceiverInput.Of(_model, receiver, Stream(receiver))[place];
            if (receiver.HeadIndex is not { } head)
                return got.MoveToOuterDisposeScope();
            given = ReferenceEquals(given, x) ? x.clone() : given;
            given.select(2, head).copy_(got);
        }

        return given.MoveToOuterDisposeScope();
    }

    /// <summary>What the patched final norm and unembedding say; null where no edge to them is patched.</summary>
    private Tensor? Logits(ContrastSet contrast, Batch batch)
    {
        if (!_patched.Contains(PathReceiver.Logits))
            return null;
        using var scope = NewDisposeScope();
        var stream = Stream(PathReceiver.Logits);
        using var index = new PositionIndex(contrast.Read.Resolve(batch), stream.device);
        return EdgeAttribution.FinalLogits(_model, index.Select(stream, axis: 1)).MoveToOuterDisposeScope();
    }

    /// <summary>The stream as a receiver reads it, [batch, pos, d_model].</summary>
    private Tensor Stream(PathReceiver receiver)
    {
        using var scope = NewDisposeScope();
        var stream = _now[receiver.StreamOn(_model)].clone();
        foreach (var sender in _patched[receiver])
            stream.Accumulate(Changed(sender).On(stream.device));
        return stream.MoveToOuterDisposeScope();
    }

    private Tensor Changed(PathSender sender)
    {
        if (!_changed.TryGetValue(sender, out var changed))
            _changed[sender] = changed = _changes.Of(sender, point => _now[point]).DetachFromDisposeScope();
        return changed;
    }
}
