using Interp.Core.Batches;
using Interp.Core.Hooks;
using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>
/// The end of a pass, its last block and what follows, of which only the wanted tokens are computed.
/// </summary>
/// <remarks>
/// A user's own hook sees every token, wanted or not. So where one listens here, everything is computed for it; where it
/// changed nothing, the result is still that of the wanted tokens alone, so that listening never moves a bit of the output.
/// </remarks>
internal sealed class PassTail : IDisposable
{
    private readonly HookedTransformer _model;
    private readonly PassPlan _plan;
    private readonly PassGoal _goal;
    private readonly TokenGrid _whole;
    private readonly bool _watches;
    private readonly ChosenQueries? _chosen;
    private readonly ForwardRun _block;
    private readonly ForwardRun _final;
    private Tensor? _entering;

    public PassTail(HookedTransformer model, Batch batch, PassPlan plan, PassGoal goal)
    {
        _model = model;
        _plan = plan;
        _goal = goal;
        _whole = TokenGrid.Whole(batch);
        _watches = goal.Listeners.All.Any(one => one.Listener is Listener.Edit && IsNarrowed(one.Point));
        if (_watches)
        {
            // Runs on to the end of the block, since only there it is known what readers are to get.
            _block = new ForwardRun(goal.Listeners, _whole, _whole, model.Device, model.Routes, CausalSequence.Instance) { WatchesEdits = true };
            _final = _block;
            return;
        }

        _chosen = plan.LastBlock.IsWhole ? null : new ChosenQueries(plan.LastBlock, model.Device);
        _block = new ForwardRun(goal.Listeners, plan.LastBlock, _whole, model.Device, model.Routes, (SequenceView?)_chosen ?? CausalSequence.Instance) { Enough = plan.Enough };
        _final = new ForwardRun(goal.Listeners, plan.Final, plan.Final, model.Device, model.Routes, CausalSequence.Instance);
    }

    /// <summary>The tokens of what <see cref="Block"/> gives.</summary>
    public TokenGrid AfterBlock => _watches ? _whole : _plan.LastBlock;

    public bool HasFired(HookPoint point) => _block.HasFired(point) || _final.HasFired(point);

    /// <summary>The last block.</summary>
    /// <param name="x">[batch, pos, d_model]</param>
    /// <returns>[batch, pos, d_model] of the tokens of <see cref="AfterBlock"/>.</returns>
    public Tensor Block(Tensor x)
    {
        if (!_watches)
            return _model.Block(_plan.End - 1, x, _block);

        _entering = x.alias().DetachFromDisposeScope();
        var next = _model.Block(_plan.End - 1, x, _block);
        if (!_plan.Finishes && !Deliver())
            Unwatched(tail => tail.Block(_entering));
        return next;
    }

    /// <summary>Final norm and unembedding.</summary>
    /// <param name="x">What came out of the last block.</param>
    /// <param name="grid">Its tokens.</param>
    /// <returns>[batch, token, d_vocab] at the tokens whose logits are wanted; null where none are.</returns>
    public Tensor? Finish(Tensor x, TokenGrid grid)
    {
        if (!_watches)
            return Wanted(_model.Finish(TokenSelection.Of(x, grid, _plan.Final, _model.Device), _final), _plan.Final);

        var logits = _model.Finish(x, _final);
        if (Deliver())
            return Wanted(logits, _whole);

        Tensor? unwatched = null;
        Unwatched(tail => unwatched = _entering is null
            ? tail.Finish(x, grid)
            : tail.Finish(tail.Block(_entering), tail.AfterBlock));
        return unwatched;
    }

    /// <summary>Hands readers what they were to get before a hook stopped the pass.</summary>
    public void Stop() => _block.DeliverHeld();

    public void Dispose()
    {
        _entering?.Dispose();
        _block.Dispose();
        _final.Dispose();
        _chosen?.Dispose();
    }

    private bool IsNarrowed(HookPoint point) => point.IsFinal
        ? !_plan.Final.IsWhole || !_plan.LastBlock.IsWhole
        : point.Layer == _plan.End - 1 && !point.AtEveryToken && !_plan.LastBlock.IsWhole;

    private Tensor? Wanted(Tensor logits, TokenGrid grid)
    {
        if (_goal.Logits is not { } positions)
            return null;
        if (positions.IsAll)
            return logits;
        using var index = new PositionIndex(grid.PlacesOf(positions.Resolve(grid.Batch)), _model.Device);
        return index.Select(logits, axis: 1);
    }

    /// <summary>Where the user's hooks changed something, readers get what they left.</summary>
    private bool Deliver()
    {
        if (!_block.EditsChanged)
            return false;
        _block.DeliverHeld();
        return true;
    }

    /// <summary>The same without the user's hooks.</summary>
    private void Unwatched(Action<PassTail> run)
    {
        _block.DropHeld();
        var others = Listeners.None.With(_goal.Listeners.All.Where(one => one.Listener is not Listener.Edit));
        using var tail = new PassTail(_model, _whole.Batch, _plan, _goal with { Listeners = others });
        run(tail);
    }
}
