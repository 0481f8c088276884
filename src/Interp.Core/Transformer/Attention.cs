using Interp.Core.Hooks;
using TorchSharp;
using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>Causal self-attention, with its hooks. Owns its weights; the rotary tables belong to the model.</summary>
public sealed class Attention
{
    private readonly QkvProjection _qkv;
    private readonly Rotary? _rotary;
    private readonly Linear _output;
    private readonly double _scale;

    /// <summary>Takes over the projections.</summary>
    /// <param name="qkv">Queries, keys, values.</param>
    /// <param name="rotary">Rotary positions, shared between blocks; null where positions are learned.</param>
    /// <param name="output">heads x d_head to d_model.</param>
    /// <param name="scale">Factor of the scores; d_head^-0.5 in most architectures.</param>
    public Attention(QkvProjection qkv, Rotary? rotary, Linear output, double scale)
    {
        ArgumentNullException.ThrowIfNull(qkv);
        ArgumentNullException.ThrowIfNull(output);
        ShapeGuard.Exactly(output.Weight, [qkv.DModel, qkv.Heads * qkv.DHead], nameof(output), "d_model head*d_head");
        if (rotary is not null && rotary.Width > qkv.DHead)
            throw new ArgumentException($"Rotary positions turn {rotary.Width} dimensions, a head has {qkv.DHead}.", nameof(rotary));

        _qkv = qkv;
        _rotary = rotary;
        _output = output;
        _scale = scale;
    }

    internal QkvProjection Qkv => _qkv;

    internal bool Rotates => _rotary is not null;

    internal Tensor Forward(Tensor x, int layer, ForwardRun run)
    {
        using var scope = NewDisposeScope();
        var (q, k, v) = _qkv.Project(x); // [batch, pos, head, d_head]; k, v: [batch, pos, kv_head, d_head]
        q = run.At(HookPoint.Q(layer), q);
        k = run.At(HookPoint.K(layer), k);
        v = run.At(HookPoint.V(layer), v);
        if (_rotary is not null)
        {
            q = run.At(HookPoint.RotQ(layer), _rotary.Rotate(q));
            k = run.At(HookPoint.RotK(layer), _rotary.Rotate(k));
        }

        var z = run.At(HookPoint.Z(layer), Mix(q, k, v, layer, run)); // [batch, pos, head, d_head]
        return run.At(HookPoint.AttnOut(layer), Output(z, layer, run)).MoveToOuterDisposeScope();
    }

    internal IEnumerable<NamedWeight> Weights(string name) => [.. _qkv.Weights(name), .. _output.Weights($"{name}.output")];

    /// <summary>Each query's mix of values. The fused kernel makes it unless a hook changed scores or pattern.</summary>
    private Tensor Mix(Tensor q, Tensor k, Tensor v, int layer, ForwardRun run)
    {
        q = q.transpose(1, 2); // [batch, head, query, d_head]
        k = PerQueryHead(k);   // [batch, head, key, d_head]
        v = PerQueryHead(v);   // [batch, head, key, d_head]
        var z = Interior(q, k, v, layer, run) ?? Fused(q, k, v);
        return z.transpose(1, 2); // [batch, pos, head, d_head]
    }

    private Tensor Fused(Tensor q, Tensor k, Tensor v)
    {
        // The kernel's own scale is d_head^-0.5; it takes no other.
        var kernelScale = 1 / Math.Sqrt(_qkv.DHead);
        var scaled = _scale == kernelScale ? q : q * (_scale / kernelScale);
        return nn.functional.scaled_dot_product_attention(scaled, k, v, is_casual: true);
    }

    /// <summary>Serves the listeners of scores and pattern; the mix of values if one of them changed something, else null.</summary>
    private Tensor? Interior(Tensor q, Tensor k, Tensor v, int layer, ForwardRun run)
    {
        var (scoresAt, patternAt) = (HookPoint.AttnScores(layer), HookPoint.Pattern(layer));
        if (!run.Edits(scoresAt) && !run.Edits(patternAt))
        {
            ReadRows(scoresAt, q, k, run, scores => scores);
            ReadRows(patternAt, q, k, run, scores => scores.softmax(-1));
            return null;
        }

        var scores = Scores(q, k, arange(q.shape[2], int64, device: q.device).unsqueeze(0)); // [batch, head, query, key]
        var changed = run.Offer(scoresAt, ref scores);
        var pattern = scores.softmax(-1); // [batch, head, query, key]
        changed |= run.Offer(patternAt, ref pattern);
        return changed ? torch.matmul(pattern, v) : null;
    }

    /// <summary>Hands each reader the rows of the queries it asked for, and computes no others.</summary>
    private void ReadRows(HookPoint point, Tensor q, Tensor k, ForwardRun run, Func<Tensor, Tensor> finish)
    {
        if (run.Reach(point).Count == 0)
            return;

        foreach (var tap in run.Taps(point))
        {
            var (rows, queries) = tap.Positions.IsAll
                ? (q, arange(q.shape[2], int64, device: q.device).unsqueeze(0))
                : (run.IndexOf(tap.Positions).Select(q, axis: 2), run.IndexOf(tap.Positions).Columns);
            tap.Read(finish(Scores(rows, k, queries)));
        }
    }

    /// <summary>Scaled scores with -infinity where the key comes after the query.</summary>
    /// <param name="q">[batch, head, query, d_head]</param>
    /// <param name="k">[batch, head, key, d_head]</param>
    /// <param name="queries">Position of each query, [batch or 1, query].</param>
    /// <returns>[batch, head, query, key]</returns>
    private Tensor Scores(Tensor q, Tensor k, Tensor queries)
    {
        var keys = arange(k.shape[2], int64, device: k.device);
        var future = keys > queries.unsqueeze(-1); // [batch, query, key]
        return (torch.matmul(q, k.transpose(2, 3)) * _scale).masked_fill(future.unsqueeze(1), double.NegativeInfinity);
    }

    private Tensor Output(Tensor z, int layer, ForwardRun run)
    {
        var fused = _output.Forward(z.flatten(2)); // [batch, pos, d_model]
        var point = HookPoint.Result(layer);
        if (!run.Listens(point))
            return fused;

        var perHead = _output.Weight.view(-1, _qkv.Heads, _qkv.DHead); // [d_model, head, d_head]
        if (!run.Edits(point))
        {
            run.Reach(point);
            foreach (var tap in run.Taps(point))
                tap.Read(Results(tap.Positions.IsAll ? z : run.IndexOf(tap.Positions).Select(z, axis: 1), perHead));
            return fused;
        }

        var result = Results(z, perHead);
        if (!run.Offer(point, ref result))
            return fused;

        var sum = result.sum(2); // [batch, pos, d_model]
        return _output.Bias is { } bias ? sum + bias : sum;
    }

    /// <summary>[batch, pos, head, d_model]</summary>
    private static Tensor Results(Tensor z, Tensor perHead) => einsum("bphd,mhd->bphm", z, perHead);

    /// <summary>Keys or values with each shared head repeated for its group of queries.</summary>
    private Tensor PerQueryHead(Tensor x)
    {
        x = x.transpose(1, 2); // [batch, kv_head, key, d_head]
        var group = _qkv.Heads / _qkv.KvHeads;
        return group == 1
            ? x
            : x.unsqueeze(2).expand(-1, -1, group, -1, -1).flatten(1, 2); // [batch, head, key, d_head]
    }
}
