using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Paths;

/// <summary>What one pass of some prompts left behind for paths at some of their tokens. Owns its tensors until disposed.</summary>
internal sealed class PathRun : IDisposable
{
    private readonly HookedTransformer _model;
    private readonly Dictionary<(HookPoint Point, Positions At), Tensor> _kept = [];
    private readonly Dictionary<PathSender, Tensor> _outputs = [];

    private PathRun(HookedTransformer model, Batch batch, Positions at) => (_model, Batch, At) = (model, batch, at);

    /// <summary>The prompts.</summary>
    public Batch Batch { get; }

    /// <summary>The tokens at which paths are patched.</summary>
    public Positions At { get; }

    /// <summary>For each prompt the tokens that the places stand for; places beyond them are padding.</summary>
    public ImmutableArray<ImmutableArray<int>> Tokens => At.Resolve(Batch);

    /// <summary>Runs the prompts once.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batch">The prompts.</param>
    /// <param name="at">The tokens at which paths are patched.</param>
    /// <param name="senders">Whose outputs are kept.</param>
    /// <param name="points">What else is kept, and where.</param>
    public static PathRun Record(HookedTransformer model, Batch batch, Positions at, IEnumerable<PathSender> senders, IEnumerable<(HookPoint Point, Positions At)> points)
    {
        var run = new PathRun(model, batch, at);
        var last = (HookPoint.ResidPost(model.Info.Layers - 1), Positions.LastPreLabel);
        var wanted = senders.SelectMany(sender => sender.PointsOn(model)).Select(point => (point, at)).Concat(points).Append(last).Distinct();
        try
        {
            using var pass = model.Start(batch, wants: wanted.Select(want => new Want(want.Item1, want.Item2, x => run._kept[want] = Retained.Of(x.Values)))).ToTheEnd();
            return run;
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    /// <summary>What was kept; the run's own.</summary>
    public Tensor this[HookPoint point, Positions at] => _kept[(point, at)];

    /// <summary>The last state at the last pre-label token, [batch, 1, d_model]; the run's own.</summary>
    public Tensor Last => this[HookPoint.ResidPost(_model.Info.Layers - 1), Positions.LastPreLabel];

    /// <summary>What a sender adds at the patched tokens, [batch, pos, d_model]; the run's own.</summary>
    public Tensor Output(PathSender sender)
    {
        if (!_outputs.TryGetValue(sender, out var output))
            _outputs[sender] = output = SenderOutput.Of(_model, sender, point => this[point, At]).DetachFromDisposeScope();
        return output;
    }

    public void Dispose()
    {
        foreach (var tensor in _kept.Values.Concat(_outputs.Values))
            tensor.Dispose();
    }
}
