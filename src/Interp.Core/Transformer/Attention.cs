using Interp.Core.Hooks;
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

    /// <summary>[d_model, head*d_head]</summary>
    internal Tensor OutputWeight => _output.Weight;

    /// <summary>[d_model], or null.</summary>
    internal Tensor? OutputBias => _output.Bias;

    internal bool Rotates => _rotary is not null;

    internal Tensor Forward(Tensor x, int layer, ForwardRun run)
    {
        using var scope = NewDisposeScope();
        var (q, k, v) = Project(x, run.Sequence); // [batch, pos, head, d_head]; k, v: [batch, pos, kv_head, d_head]
        q = run.At(HookPoint.Q(layer), q);
        k = run.At(HookPoint.K(layer), k);
        v = run.At(HookPoint.V(layer), v);
        if (_rotary is not null)
        {
            q = run.At(HookPoint.RotQ(layer), run.Sequence.RotateQueries(q, _rotary));
            k = run.At(HookPoint.RotK(layer), run.Sequence.RotateKeys(k, _rotary));
        }

        var z = run.At(HookPoint.Z(layer), run.Sequence.Mix(q, k, v, _scale, layer, run)); // [batch, pos, head, d_head]
        return run.At(HookPoint.AttnOut(layer), Output(z, layer, run)).MoveToOuterDisposeScope();
    }

    internal IEnumerable<NamedWeight> Weights(string name) => [.. _qkv.Weights(name), .. _output.Weights($"{name}.output")];

    private (Tensor Q, Tensor K, Tensor V) Project(Tensor x, SequenceView sequence)
    {
        if (!sequence.Narrows)
            return _qkv.Project(x);
        var (k, v) = _qkv.ProjectKeysValues(x);
        return (_qkv.ProjectQueries(sequence.Narrow(x)), k, v);
    }

    private Tensor Output(Tensor z, int layer, ForwardRun run)
    {
        var fused = _output.Forward(z.flatten(2)); // [batch, pos, d_model]
        var point = HookPoint.Result(layer);
        if (!run.Listens(point))
            return fused;

        var perHead = _output.Weight.view(-1, _qkv.Heads, _qkv.DHead); // [d_model, head, d_head]
        if (!run.Changes(point))
        {
            run.Reach(point);
            foreach (var tap in run.Taps(point))
            {
                var weights = tap.Heads is { } heads ? perHead.index_select(1, tensor(heads.Select(head => (long)head).ToArray(), device: z.device)) : perHead;
                run.Deliver(tap, Results(run.Narrow(z, tap, point, positionAxis: 1, headAxis: 2), weights));
            }

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
}
