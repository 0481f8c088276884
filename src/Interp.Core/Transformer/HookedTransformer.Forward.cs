using Interp.Core.Batches;
using Interp.Core.Hooks;
using static TorchSharp.torch;

namespace Interp.Core.Transformer;

public sealed partial class HookedTransformer
{
    /// <summary>Logits of every token.</summary>
    /// <param name="batch">The prompts.</param>
    /// <returns>[batch, pos, d_vocab]; rows of padding mean nothing. The caller (or its dispose scope) owns it.</returns>
    /// <exception cref="ArgumentException">More tokens than the context holds, or a token outside the vocabulary.</exception>
    /// <exception cref="InvalidOperationException">A hook stopped the pass, or a listened point was not reached.</exception>
    public Tensor Logits(Batch batch) => LogitsFrom(_embedding.Forward, batch, firstLayer: 0);

    /// <summary>Logits of every token, computed from a given stream on: a late start.</summary>
    /// <remarks>What changes nothing before a block need not be computed again before it. Hooks before the block do not fire.</remarks>
    /// <param name="batch">The prompts.</param>
    /// <param name="layer">The block that the stream enters; the number of blocks for the final norm.</param>
    /// <param name="stream">[batch, pos, d_model], as <see cref="HookPoint.ResidPre"/> of that block; stays the caller's.</param>
    /// <returns>[batch, pos, d_vocab]; the caller owns it.</returns>
    /// <exception cref="ArgumentException">A stream that does not fit the batch, or a block that does not exist.</exception>
    /// <exception cref="InvalidOperationException">A hook stopped the pass, or a listened point was not reached.</exception>
    public Tensor LogitsFrom(Batch batch, int layer, Tensor stream)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfNegative(layer);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(layer, Info.Layers);
        ThrowIfDisposed();
        ShapeGuard.Exactly(stream, [batch.Size, batch.Width, Info.DModel], nameof(stream), "batch pos d_model");
        if (stream.dtype != Dtype)
            throw new ArgumentException($"The stream has dtype {stream.dtype}, the model {Dtype}.", nameof(stream));

        // An edit in place is to change this pass, not the caller's stream.
        return LogitsFrom(run => layer < Info.Layers && run.Edits(HookPoint.ResidPre(layer)) ? stream.clone() : stream.alias(), batch, layer);
    }

    /// <summary>Runs as far as the last point that anyone listens to; what is wanted comes through the hooks.</summary>
    /// <param name="batch">The prompts.</param>
    /// <exception cref="ArgumentException">More tokens than the context holds, or a token outside the vocabulary.</exception>
    /// <exception cref="InvalidOperationException">Nobody listens, or a listened point was not reached.</exception>
    public void Run(Batch batch)
    {
        var points = _hooks.Points.ToArray();
        if (points.Length == 0)
            throw new InvalidOperationException("Nobody listens, so a run would compute nothing. Add a hook first, or call Logits.");

        var beyondBlocks = points.Any(point => point.Site is HookSite.FinalNormScale or HookSite.FinalNormNormalized or HookSite.UnembedIn or HookSite.UnembedOut);
        var blocks = beyondBlocks ? _blocks.Length : points.Max(point => point.Layer + 1 ?? 0);
        Execute(batch, _embedding.Forward, 0..blocks, (x, run) =>
        {
            if (beyondBlocks)
                Finish(x, run);
        });
    }

    /// <summary>One block, for passes that feed the blocks themselves.</summary>
    internal Tensor Block(int layer, Tensor x, ForwardRun run) => _blocks[layer].Forward(x, layer, run);

    private Tensor LogitsFrom(Func<ForwardRun, Tensor> start, Batch batch, int firstLayer)
    {
        Tensor? logits = null;
        var stopped = Execute(batch, start, firstLayer.._blocks.Length, (x, run) => logits = Finish(x, run).MoveToOuterDisposeScope());
        return logits ?? throw new InvalidOperationException($"A hook on {stopped} stopped the pass before the logits. Call Run, which returns none.");
    }

    /// <summary>Takes a stream through some of the blocks and hands it over.</summary>
    /// <returns>The point at which a hook stopped the pass, or null.</returns>
    private HookPoint? Execute(Batch batch, Func<ForwardRun, Tensor> start, Range blocks, Action<Tensor, ForwardRun> finish)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ThrowIfDisposed();
        Check(batch);

        using var run = new ForwardRun(_hooks, batch, Device, CausalSequence.Instance);
        using var scope = NewDisposeScope();
        HookPoint? stopped = null;
        try
        {
            var x = start(run); // [batch, pos, d_model]
            for (var layer = blocks.Start.Value; layer < blocks.End.Value; layer++)
            {
                var next = _blocks[layer].Forward(x, layer, run);
                x.Dispose();
                x = next;
            }

            finish(x, run);
        }
        catch (ForwardStopped stop)
        {
            stopped = stop.Point;
        }

        if (run.Missed().Order(HookPointOrder).ToArray() is { Length: > 0 } missed)
        {
            throw new InvalidOperationException(stopped is { } at
                ? $"A hook on {at} stopped the pass, so {string.Join(", ", missed)}, which others listen to, did not fire."
                : $"{string.Join(", ", missed)} did not fire: the pass ran blocks {blocks.Start}..{blocks.End.Value - 1} only.");
        }

        return stopped;
    }

    private Tensor Finish(Tensor x, ForwardRun run)
    {
        using var scope = NewDisposeScope();
        var normalized = FinalNorm.Forward(x, run, HookPoint.FinalNormScale, HookPoint.FinalNormNormalized);
        return Unembedding.Forward(normalized, run).MoveToOuterDisposeScope();
    }

    private void Check(Batch batch)
    {
        if (batch.Width > Info.ContextLength)
            throw new ArgumentException($"A prompt has {batch.Width} tokens, the model's context holds {Info.ContextLength}.", nameof(batch));
        foreach (var row in batch.Rows)
        {
            foreach (var token in row)
            {
                if ((uint)token >= (uint)Info.DVocab)
                    throw new ArgumentException($"Token {token} is outside the model's vocabulary of {Info.DVocab} rows. Was the prompt made with this model's tokenizer?", nameof(batch));
            }
        }
    }
}
