using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Transformer.Placement;
using static TorchSharp.torch;

namespace Interp.Core.Transformer;

public sealed partial class HookedTransformer
{
    /// <summary>Starts a pass that is taken on step by step.</summary>
    /// <param name="batch">The prompts.</param>
    /// <param name="logits">The tokens whose logits are wanted; null for none.</param>
    /// <param name="wants">What else is wanted of this pass alone, beside the model's hooks.</param>
    /// <returns>The pass; the caller owns it.</returns>
    /// <exception cref="ArgumentException">More tokens than the context holds, a token outside the vocabulary, a point that the model lacks, or positions that do not fit the batch.</exception>
    /// <exception cref="InvalidOperationException">Nobody wants anything, or a mark that the batch does not have.</exception>
    public Pass Start(Batch batch, Positions? logits = null, IEnumerable<Want>? wants = null) =>
        Start(batch, logits, ListenersWith(wants ?? []), []);

    /// <summary>Logits of every token.</summary>
    /// <param name="batch">The prompts.</param>
    /// <returns>[batch, pos, d_vocab]; rows of padding mean nothing. The caller (or its dispose scope) owns it.</returns>
    /// <exception cref="ArgumentException">More tokens than the context holds, or a token outside the vocabulary.</exception>
    /// <exception cref="InvalidOperationException">A hook stopped the pass.</exception>
    public Tensor Logits(Batch batch) => Logits(batch, Positions.All);

    /// <summary>Logits of some tokens: the last block's queries and MLP, the final norm and the unembedding are computed for these only.</summary>
    /// <param name="batch">The prompts.</param>
    /// <param name="positions">Which tokens.</param>
    /// <returns>[batch, token, d_vocab], shorter lists padded by their last token. The caller (or its dispose scope) owns it.</returns>
    /// <exception cref="ArgumentException">More tokens than the context holds, a token outside the vocabulary, or positions that do not fit.</exception>
    /// <exception cref="InvalidOperationException">A hook stopped the pass, or a mark that the batch does not have.</exception>
    public Tensor Logits(Batch batch, Positions positions)
    {
        ArgumentNullException.ThrowIfNull(positions);
        using var pass = Start(batch, positions).ToTheEnd();
        return pass.TakeLogits();
    }

    /// <summary>Logits computed from a given stream on: a late start.</summary>
    /// <remarks>What changes nothing before a block need not be computed again before it.</remarks>
    /// <param name="batch">The prompts.</param>
    /// <param name="layer">The block that the stream enters; the number of blocks for the final norm.</param>
    /// <param name="stream">[batch, pos, d_model], as <see cref="HookPoint.ResidPre"/> of that block; stays the caller's.</param>
    /// <param name="positions">The tokens whose logits are wanted; null for all.</param>
    /// <returns>[batch, token, d_vocab]; the caller (or its dispose scope) owns it.</returns>
    /// <exception cref="ArgumentException">A stream that does not fit the batch, or a block that does not exist.</exception>
    /// <exception cref="InvalidOperationException">A hook stopped the pass, or is at a point before the block.</exception>
    public Tensor LogitsFrom(Batch batch, int layer, Tensor stream, Positions? positions = null) => LogitsFrom(batch, layer, stream, positions, _hooks.Current);

    /// <summary>The same from a state that was read under the interventions there are now: what they did up to there is in it, and is not done again.</summary>
    internal Tensor LogitsOfState(Batch batch, int state, Tensor stream, Positions? positions = null) => LogitsFrom(batch, state, stream, positions, _hooks.Current.After(state));

    private Tensor LogitsFrom(Batch batch, int layer, Tensor stream, Positions? positions, Listeners listeners)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfNegative(layer);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(layer, Info.Layers);
        Check(batch);
        ShapeGuard.Exactly(stream, [batch.Size, batch.Width, Info.DModel], nameof(stream), "batch pos d_model");
        if (stream.dtype != Dtype)
            throw new ArgumentException($"The stream has dtype {stream.dtype}, the model {Dtype}.", nameof(stream));

        // An edit in place is to change this pass, not the caller's stream.
        var goal = new PassGoal { Listeners = listeners, Logits = positions ?? Positions.All, EntersAt = layer };
        using var pass = new Pass(this, batch, goal, run => layer < Info.Layers && run.Changes(HookPoint.ResidPre(layer)) ? stream.clone() : stream.alias(), []);
        return pass.ToTheEnd().TakeLogits();
    }

    /// <summary>Runs as far as the last point that anyone listens to; what is wanted comes through the hooks.</summary>
    /// <param name="batch">The prompts.</param>
    /// <exception cref="ArgumentException">More tokens than the context holds, or a token outside the vocabulary.</exception>
    /// <exception cref="InvalidOperationException">Nobody listens, or a hook stopped the pass before a point that others listen to.</exception>
    public void Run(Batch batch) => Start(batch).ToTheEnd().Dispose();

    internal Pass Start(Batch batch, Positions? logits, Listeners listeners, ImmutableArray<IPassRider> riders)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Check(batch);
        return new Pass(this, batch, new PassGoal { Listeners = listeners, Logits = logits }, _embedding.Forward, riders);
    }

    /// <summary>The hooks there are, and what is wanted beside them.</summary>
    /// <exception cref="ArgumentException">A point that the model lacks.</exception>
    internal Listeners ListenersWith(IEnumerable<Want> wants) => _hooks.Current.With(wants.Select(want =>
    {
        Require(want.Point);
        if (want.Heads is { } heads)
            RequireHeads(want.Point, heads);
        return (want.Point, want.ToListener());
    }));

    /// <summary>One block.</summary>
    internal Tensor Block(int layer, Tensor x, ForwardRun run)
    {
        using var lease = _blocks.Rent(layer, next: layer + 1 < _blocks.Count ? layer + 1 : null);
        return lease.Block.Forward(x.On(_blocks.DeviceOf(layer)), layer, run);
    }

    /// <summary>Final norm and unembedding.</summary>
    internal Tensor Finish(Tensor x, ForwardRun run)
    {
        using var scope = NewDisposeScope();
        var normalized = FinalNorm.Forward(x.On(LastDevice), run, HookPoint.FinalNormScale, HookPoint.FinalNormNormalized);
        return Unembedding.Forward(normalized, run).MoveToOuterDisposeScope();
    }

    /// <exception cref="ArgumentException">A batch that the model cannot take.</exception>
    internal void Check(Batch batch)
    {
        ThrowIfDisposed();
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
