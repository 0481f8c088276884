using Interp.Core.Hooks;
using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>A whole sequence from position 0 on: every token sees itself and what came before, as far as its window reaches.</summary>
internal sealed class CausalSequence : SequenceView
{
    public static CausalSequence Instance { get; } = new();

    public override Tensor RotateQueries(Tensor q, Rotary rotary) => rotary.Rotate(q);

    public override Tensor RotateKeys(Tensor k, Rotary rotary) => rotary.Rotate(k);

    /// <inheritdoc/>
    /// <remarks>The fast path makes the mix unless a hook changed scores or pattern, or keys are hidden from a query.</remarks>
    public override Tensor Mix(Tensor q, Tensor k, Tensor v, ScoreRule rule, int layer, ForwardRun run)
    {
        q = q.transpose(1, 2);                                     // [batch, head, query, d_head]
        k = CausalScores.PerQueryHead(k, (int)q.shape[1]);         // [batch, head, key, d_head]
        v = CausalScores.PerQueryHead(v, (int)q.shape[1]);         // [batch, head, key, d_head]
        var z = Interior(q, k, v, rule, layer, run) ?? WholeSequence.Mix(q, k, v, rule);
        return z.transpose(1, 2); // [batch, pos, head, d_head]
    }

    /// <summary>Serves the listeners of scores and pattern; the mix of values if one of them changed something, else null.</summary>
    private static Tensor? Interior(Tensor q, Tensor k, Tensor v, ScoreRule rule, int layer, ForwardRun run)
    {
        var (scoresAt, patternAt) = (HookPoint.AttnScores(layer), HookPoint.Pattern(layer));
        if (!run.Rewrites(scoresAt) && !run.Rewrites(patternAt))
        {
            var hidden = run.Hidden(scoresAt, (int)q.shape[1]);
            ReadRows(scoresAt, q, k, rule, run, tap => run.HiddenBefore(scoresAt, tap), scores => scores);
            ReadRows(patternAt, q, k, rule, run, _ => hidden, scores => scores.softmax(-1));
            return hidden.Count == 0 ? null : MaskedRows.Mix(WholeSequence.Mix(q, k, v, rule), q, k, v, rule, hidden);
        }

        var scores = CausalScores.Of(q, k, rule, AllQueries(q)); // [batch, head, query, key]
        var changed = run.Offer(scoresAt, ref scores);
        var pattern = scores.softmax(-1); // [batch, head, query, key]
        changed |= run.Offer(patternAt, ref pattern);
        return changed ? matmul(pattern, v) : null;
    }

    /// <summary>Hands each reader the rows of the queries it asked for, and computes no others.</summary>
    private static void ReadRows(HookPoint point, Tensor q, Tensor k, ScoreRule rule, ForwardRun run, Func<Listener.Tap, IReadOnlyList<HiddenKeys>> hidden, Func<Tensor, Tensor> finish)
    {
        run.Reach(point);
        foreach (var tap in run.Taps(point))
        {
            using var scope = NewDisposeScope();
            var rows = run.Narrow(q, tap, point, positionAxis: 2, headAxis: 1);
            var keys = tap.Heads is { } heads ? k.index_select(1, tensor(heads.Select(head => (long)head).ToArray(), device: k.device)) : k;
            var queries = tap.Positions.IsAll ? AllQueries(q) : run.IndexOf(tap.Positions, point).ColumnsOn(q.device);
            var scores = CausalScores.Of(rows, keys, rule, queries); // [batch, head, query, key]
            if (hidden(tap) is { Count: > 0 } some)
                MaskedRows.Hide(scores, some, tap, run.Batch, (int)q.shape[1]);
            // The reader's tensor lives as long as at any other point: until the pass leaves the block.
            run.Deliver(tap, finish(scores).MoveToOuterDisposeScope());
        }
    }

    /// <summary>[1, query]</summary>
    private static Tensor AllQueries(Tensor q) => HeldScalars.Count(q.shape[2], q.device).unsqueeze(0);
}
