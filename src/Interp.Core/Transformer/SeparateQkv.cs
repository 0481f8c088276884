using Interp.Core.Products;
using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>Three matrices: GPT-J, Llama.</summary>
public sealed class SeparateQkv : QkvProjection
{
    private readonly Linear _q;
    private readonly Linear _k;
    private readonly Linear _v;

    /// <summary>Takes over the projections.</summary>
    /// <param name="q">d_model to heads x d_head.</param>
    /// <param name="k">d_model to kv heads x d_head.</param>
    /// <param name="v">d_model to kv heads x d_head.</param>
    /// <param name="heads">Query heads.</param>
    /// <param name="kvHeads">Key and value heads.</param>
    /// <param name="dHead">Width of a head.</param>
    public SeparateQkv(Linear q, Linear k, Linear v, int heads, int kvHeads, int dHead)
        : base(heads, kvHeads, dHead)
    {
        ArgumentNullException.ThrowIfNull(q);
        ArgumentNullException.ThrowIfNull(k);
        ArgumentNullException.ThrowIfNull(v);
        ShapeGuard.Exactly(q.Weight, [heads * dHead, q.In], nameof(q), "head*d_head d_model");
        ShapeGuard.Exactly(k.Weight, [kvHeads * dHead, q.In], nameof(k), "kv_head*d_head d_model");
        ShapeGuard.Exactly(v.Weight, [kvHeads * dHead, q.In], nameof(v), "kv_head*d_head d_model");
        _q = q;
        _k = k;
        _v = v;
    }

    internal override bool IsFused => false;

    internal override int DModel => _q.In;

    internal override (Tensor Q, Tensor K, Tensor V) Project(Tensor x, ProductRoutes routes) =>
        (Split(_q.Forward(x, routes), Heads), Split(_k.Forward(x, routes), KvHeads), Split(_v.Forward(x, routes), KvHeads));

    internal override Tensor ProjectQueries(Tensor x, ProductRoutes routes) => Split(_q.Forward(x, routes), Heads);

    internal override (Tensor K, Tensor V) ProjectKeysValues(Tensor x, ProductRoutes routes) => (Split(_k.Forward(x, routes), KvHeads), Split(_v.Forward(x, routes), KvHeads));

    internal override (Tensor Q, Tensor K, Tensor V) Matrices() => (_q.Weight, _k.Weight, _v.Weight);

    internal override Linear QueryOf(int head) => _q.Rows(head * DHead, DHead);

    internal override Linear KeyOf(int head) => _k.Rows(head * DHead, DHead);

    internal override Linear ValueOf(int head) => _v.Rows(head * DHead, DHead);

    internal override IEnumerable<NamedWeight> Weights(string name) =>
        [.. _q.Weights($"{name}.q"), .. _k.Weights($"{name}.k"), .. _v.Weights($"{name}.v")];

    private Tensor Split(Tensor x, int heads) => x.view(x.shape[0], x.shape[1], heads, DHead);
}
