using System.Collections.Immutable;
using Interp.Core.Attribution;
using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Hooks;
using Interp.Core.Paths;
using Interp.Core.Sweeps;
using Interp.Core.Transformer;
using Interp.Core.Transformer.Placement;
using static TorchSharp.torch;

namespace Interp.Core.Circuits;

/// <summary>
/// Estimates the effects of patching edges (Syed, Rager and Conmy, 2023): the change of what a sender adds, times the
/// gradient of the measured difference with respect to the stream as the receiver alone reads it.
/// </summary>
internal sealed class EdgeAttribution
{
    private readonly HookedTransformer _model;
    private readonly ContrastSet _contrast;
    private readonly ImmutableArray<PathEdge> _edges;
    private readonly SweepOptions _options;
    private readonly ImmutableArray<PathSender> _senders;
    private readonly (PathReceiver Receiver, (int Edge, int Sender)[] Places)[] _receivers;

    /// <exception cref="ArgumentException">Edges that the model does not have, or a contrast that does not go with it.</exception>
    public EdgeAttribution(HookedTransformer model, ContrastSet contrast, ImmutableArray<PathEdge> edges, SweepOptions? options)
    {
        (_model, _contrast, _edges, _options) = (model, contrast, edges, options ?? SweepOptions.Default);
        CircuitEdges.Check(model, contrast, edges);
        _senders = [.. edges.Select(edge => edge.Sender).Distinct()];
        _receivers = [.. edges.Index().GroupBy(edge => edge.Item.Receiver).Select(group => (group.Key, group.Select(edge => (edge.Index, _senders.IndexOf(edge.Item.Sender))).ToArray()))];
    }

    /// <summary>The passes over which effects are averaged; the first one is the clean run.</summary>
    public required IReadOnlyList<GradientPass> Passes { get; init; }

    /// <summary>Effects of all edges.</summary>
    public PatchEffects<PathEdge> Run()
    {
        HookPoint[] sent = [HookPoint.ResidPre(0), .. _senders.SelectMany(sender => sender.PointsOn(_model))];
        using var versions = new OtherVersions(_model, _contrast, sent, _options.BatchTokens);
        var sheet = new EffectSheet<PathEdge>(_edges, _contrast.Prompts.Count);
        versions.ForEachBatch(_options, (batch, others, mask) => Add(batch, others, mask, sent, sheet));
        return sheet.ToEffects();
    }

    private void Add(Batch batch, ActivationCache others, TokenMask mask, HookPoint[] sent, EffectSheet<PathEdge> sheet)
    {
        using var scope = NewDisposeScope();
        var read = _receivers.SelectMany(one => one.Receiver == PathReceiver.Logits ? [] : one.Receiver.PointsOn(_model)).Concat(_receivers.Select(one => one.Receiver.StreamOn(_model)));
        HookPoint[] points = [HookPoint.ResidPre(0), .. read];
        var changes = new Tensor[_senders.Length];
        foreach (var (index, pass) in Passes.Index())
        {
            _options.Cancellation.ThrowIfCancellationRequested();
            using var hooks = pass.Enter(_model, others);
            using var gradients = SiteGradients.Of(_model, batch, index == 0 ? [.. points, .. sent] : points, logits => _contrast.Difference(logits, batch).sum(), _contrast.Read);
            if (index == 0)
            {
                var sender = new SenderChanges(_model, _contrast, others, mask);
                changes = [.. _senders.Select(one => sender.Of(one, point => gradients.Activations[point]))];
            }

            Count(batch, gradients, changes, sheet);
        }
    }

    private void Count(Batch batch, SiteGradients gradients, Tensor[] changes, EffectSheet<PathEdge> sheet)
    {
        foreach (var (receiver, places) in _receivers)
        {
            using var scope = NewDisposeScope();
            var slope = Slope(receiver, gradients, batch);
            foreach (var (edge, sender) in places)
                sheet.Add(edge, batch, LogitDirections.Numbers((changes[sender].On(slope.device) * slope).sum([1, 2], type: ScalarType.Float64)), Passes.Count);
        }
    }

    /// <summary>The gradient with respect to the stream that a receiver reads, as if no other did: [batch, pos, d_model].</summary>
    private Tensor Slope(PathReceiver receiver, SiteGradients gradients, Batch batch)
    {
        using var scope = NewDisposeScope();
        using var enabled = enable_grad();
        var stream = gradients.Activations[receiver.StreamOn(_model)].detach().clone().requires_grad_();
        var value = receiver == PathReceiver.Logits ? OfLogits(stream, batch) : OfInput(receiver, stream, gradients.Gradients);
        return autograd.grad([value], [stream])[0].MoveToOuterDisposeScope();
    }

    private Tensor OfLogits(Tensor stream, Batch batch)
    {
        using var index = new PositionIndex(_contrast.Read.Resolve(batch), stream.device);
        return _contrast.Difference(FinalLogits(_model, index.Select(stream, axis: 1)), batch).sum();
    }

    private Tensor OfInput(PathReceiver receiver, Tensor stream, ActivationCache gradients) =>
        ReceiverInput.Of(_model, receiver, stream).Zip(receiver.PointsOn(_model), (got, point) =>
            (got * (receiver.HeadIndex is { } head ? gradients[point].select(2, head) : gradients[point]).On(got.device)).sum()).Aggregate((one, other) => one.Plus(other));

    /// <summary>Logits of a last state.</summary>
    internal static Tensor FinalLogits(HookedTransformer model, Tensor stream) => model.Unembedding.Logits(model.FinalNorm.Apply(stream.On(model.LastDevice)));
}
