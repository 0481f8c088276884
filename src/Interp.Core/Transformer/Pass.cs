using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>
/// One batch on its way through the model, block by block. Its batch, stream, hooks and interventions are its own, so
/// that several can be open at once; it sees the hooks that were there when it began.
/// </summary>
/// <remarks>
/// It goes only as far as someone wants something, and computes of its last block only the tokens that are wanted. Owns
/// its tensors until disposed; the model must outlive it. Not safe for use from several threads at once.
/// </remarks>
/// <example><code>
/// using var pass = model.Start(batch, logits: Positions.Last);
/// while (pass.Step())
///     Console.WriteLine(pass.State);
/// using var logits = pass.TakeLogits();
/// </code></example>
public sealed class Pass : IDisposable
{
    private readonly HookedTransformer _model;
    private readonly PassGoal _goal;
    private readonly PassPlan _plan;
    private readonly PassTail _tail;
    private readonly PassRiders _riders;
    private readonly ForwardRun _run;
    private readonly Func<ForwardRun, Tensor> _begin;
    private int _stepsLeft;
    private TokenGrid _grid;
    private Tensor? _stream;
    private Tensor? _logits;
    private bool _disposed;

    internal Pass(HookedTransformer model, Batch batch, PassGoal goal, Func<ForwardRun, Tensor> begin, ImmutableArray<IPassRider> riders)
    {
        _model = model;
        _begin = begin;
        goal = goal with { Windows = [.. riders.Select(rider => rider.Window)] };
        _plan = PassPlan.Of(model.Info, batch, goal); // Refuses, before anything is made.
        _riders = new PassRiders(model, goal.Listeners, riders);
        _goal = goal with { Listeners = goal.Listeners.With(_riders.Taps) };
        _grid = TokenGrid.Whole(batch);
        _run = new ForwardRun(_goal.Listeners, _grid, _grid, model.Device, model.Routes, CausalSequence.Instance);
        _tail = new PassTail(model, batch, _plan, _goal);
        State = _plan.First;
        _stepsLeft = Math.Max(1, _plan.End - _plan.First + (_plan.OnlyEntersEnd || _plan.Finishes ? 1 : 0));
    }

    /// <summary>The prompts.</summary>
    public Batch Batch => _run.Batch;

    /// <summary>How many blocks the stream has gone through.</summary>
    public int State { get; private set; }

    /// <summary>The point at which a hook stopped the pass; null while none did.</summary>
    public HookPoint? StoppedAt { get; private set; }

    /// <summary>The stream as it is now, [batch, pos, d_model]; the pass's own, valid until the next step.</summary>
    /// <exception cref="InvalidOperationException">The pass has not begun, is over, or only some tokens were wanted of its last block.</exception>
    public Tensor Stream => _stream is { } stream && _grid.IsWhole
        ? stream
        : throw new InvalidOperationException(_stream is null ? "There is no stream before the first step and after the end." : "Only some tokens were wanted of the last block; read the others by a tap there.");

    /// <summary>Takes the stream one block on; after the last block to what is wanted of the final norm and unembedding.</summary>
    /// <returns>False if there was nothing left to do.</returns>
    /// <exception cref="InvalidOperationException">A hook stopped the pass before a point that others listen to.</exception>
    public bool Step()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _model.ThrowIfDisposed();
        if (_stepsLeft == 0)
            return false;

        using var scope = NewDisposeScope();
        try
        {
            _stepsLeft--;
            Advance();
        }
        catch (ForwardStopped stop)
        {
            _stepsLeft = 0;
            if (!stop.IsDone)
                Stop(stop.Point);
        }
        catch
        {
            Dispose();
            throw;
        }

        return true;
    }

    /// <summary>The logits that were asked for at the start, once all steps were made.</summary>
    /// <returns>[batch, token, d_vocab], shorter lists of tokens padded by their last one; the caller (or its dispose scope) owns it.</returns>
    /// <exception cref="InvalidOperationException">There are none: they were not asked for, were taken, or the pass was stopped or is not over.</exception>
    public Tensor TakeLogits()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        using var scope = NewDisposeScope();
        var logits = _logits ?? throw new InvalidOperationException(
            StoppedAt is { } stopped ? $"A hook on {stopped} stopped the pass before the logits. Call Run, which returns none."
            : _goal.Logits is null ? "No logits were asked for when the pass was started."
            : _stepsLeft == 0 ? "The logits were taken already."
            : "The pass is not over: call Step until it returns false.");
        _logits = null;
        scope.Attach(logits);
        return logits.MoveToOuterDisposeScope();
    }

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _run.Dispose();
        _tail.Dispose();
        _riders.Dispose();
        _stream?.Dispose();
        _logits?.Dispose();
    }

    /// <summary>Makes all steps that are left.</summary>
    internal Pass ToTheEnd()
    {
        while (Step())
        {
        }

        return this;
    }

    private void Advance()
    {
        if (_stream is null)
            Keep(_begin(_run), _grid);
        if (State < _plan.End)
            Block();
        else if (_plan.OnlyEntersEnd)
            _run.At(HookPoint.ResidPre(State), Stream.alias());
        else if (_plan.Finishes)
            Finish();
    }

    private void Block()
    {
        using var entering = _riders.Entering(Stream);
        if (State == _plan.End - 1)
            Keep(_tail.Block(Stream), _tail.AfterBlock);
        else
            Keep(_model.Block(State, Stream, _run), _grid);
        _riders.Ride(State, entering);
        State++;
        if (State == _model.Info.Layers)
            _riders.Finish(_stream!, _grid);
    }

    private void Finish()
    {
        _logits = _tail.Finish(_stream!, _grid)?.DetachFromDisposeScope();
        _stream!.Dispose();
        _stream = null;
    }

    private void Keep(Tensor stream, TokenGrid grid)
    {
        _stream?.Dispose();
        _stream = stream.DetachFromDisposeScope();
        _grid = grid;
    }

    private void Stop(HookPoint at)
    {
        StoppedAt = at;
        _tail.Stop();
        var missed = _goal.Listeners.Wanted.Where(point => !_run.HasFired(point) && !_tail.HasFired(point)).Order(HookPointOrder.Instance).ToArray();
        if (missed.Length > 0)
            throw new InvalidOperationException($"A hook on {at} stopped the pass, so {string.Join(", ", missed)}, which others listen to, did not fire.");
    }
}
