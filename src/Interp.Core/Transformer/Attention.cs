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

    /// <summary>Norm of the queries, before they turn; null where there is none. Owned.</summary>
    /// <remarks>As wide as a head where each head has its own scale (Qwen3, Gemma 3), or as all heads where they share one (OLMo 2).</remarks>
    /// <exception cref="ArgumentException">Another width.</exception>
    public RmsNorm? QueryNorm { get; init => field = Fitting(value, _qkv.Heads, nameof(QueryNorm)); }

    /// <summary>Norm of the keys, before they turn; null where there is none. Owned.</summary>
    /// <exception cref="ArgumentException">Neither as wide as a head nor as all key heads.</exception>
    public RmsNorm? KeyNorm { get; init => field = Fitting(value, _qkv.KvHeads, nameof(KeyNorm)); }

    /// <summary>How many tokens a query sees, itself included; null for all that came before.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than one.</exception>
    public int? Window { get; init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Window), value, "A query sees at least itself."); }

    /// <summary>Soft cap: scores s become c tanh(s / c), before the mask; null for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No positive number.</exception>
    public double? ScoreCap { get; init => field = SoftCap.Checked(value, nameof(ScoreCap)); }

    internal QkvProjection Qkv => _qkv;

    internal Rotary? Rotary => _rotary;

    /// <summary>[d_model, head*d_head]</summary>
    internal Tensor OutputWeight => _output.Weight;

    /// <summary>[d_model], or null.</summary>
    internal Tensor? OutputBias => _output.Bias;

    /// <summary>True where queries or keys are not yet final as they are projected.</summary>
    internal bool ChangesQueriesKeys => _rotary is not null || QueryNorm is not null || KeyNorm is not null;

    /// <summary>How scores are made, and what a query sees.</summary>
    internal ScoreRule Rule => new(_scale, ScoreCap, Window);

    /// <returns>What the output projection gives, [batch, pos, d_model].</returns>
    internal Tensor Forward(Tensor x, int layer, ForwardRun run)
    {
        using var scope = NewDisposeScope();
        var (q, k, v) = Project(x, run); // [batch, pos, head, d_head]; k, v: [batch, pos, kv_head, d_head]
        q = run.At(HookPoint.Q(layer), q);
        k = run.At(HookPoint.K(layer), k);
        v = run.At(HookPoint.V(layer), v);
        q = QueryNorm?.Forward(q, run, HookPoint.QNormScale(layer), HookPoint.QNormNormalized(layer)) ?? q;
        k = KeyNorm?.Forward(k, run, HookPoint.KNormScale(layer), HookPoint.KNormNormalized(layer)) ?? k;
        q = run.At(HookPoint.RotQ(layer), _rotary is null ? q : run.Sequence.RotateQueries(q, _rotary));
        k = run.At(HookPoint.RotK(layer), _rotary is null ? k : run.Sequence.RotateKeys(k, _rotary));

        var z = run.At(HookPoint.Z(layer), run.Sequence.Mix(q, k, v, Rule, layer, run)); // [batch, pos, head, d_head]
        return Output(z, layer, run).MoveToOuterDisposeScope();
    }

    internal IEnumerable<NamedWeight> Weights(string name) =>
    [
        .. _qkv.Weights(name),
        .. QueryNorm?.Weights($"{name}.q_norm") ?? [],
        .. KeyNorm?.Weights($"{name}.k_norm") ?? [],
        .. _output.Weights($"{name}.output"),
    ];

    private RmsNorm? Fitting(RmsNorm? norm, int heads, string name) => norm is null || norm.Width == _qkv.DHead || norm.Width == heads * _qkv.DHead
        ? norm
        : throw new ArgumentException($"The norm has width {norm.Width}; expected that of a head, {_qkv.DHead}, or of all {heads} heads, {heads * _qkv.DHead}.", name);

    private (Tensor Q, Tensor K, Tensor V) Project(Tensor x, ForwardRun run)
    {
        if (!run.Sequence.Narrows)
            return _qkv.Project(x, run.Routes);
        var (k, v) = _qkv.ProjectKeysValues(x, run.Routes);
        return (_qkv.ProjectQueries(run.Sequence.Narrow(x), run.Routes), k, v);
    }

    private Tensor Output(Tensor z, int layer, ForwardRun run)
    {
        var fused = _output.Forward(z.flatten(2), run.Routes); // [batch, pos, d_model]
        var point = HookPoint.Result(layer);
        if (!run.Listens(point))
            return fused;

        var perHead = _output.Weight.to(z.dtype).view(-1, _qkv.Heads, _qkv.DHead); // [d_model, head, d_head]
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
        return _output.Bias is { } bias ? sum.Plus(bias) : sum;
    }

    /// <summary>[batch, pos, head, d_model]</summary>
    private static Tensor Results(Tensor z, Tensor perHead) => einsum("bphd,mhd->bphm", z, perHead);
}
