using Interp.Core.Products;
using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>One matrix for queries, keys and values: GPT-2, GPT-NeoX.</summary>
public sealed class FusedQkv : QkvProjection
{
    private readonly Linear _qkv;
    private readonly QkvLayout _layout;

    /// <summary>Takes over the projection.</summary>
    /// <param name="qkv">d_model to 3 x heads x d_head.</param>
    /// <param name="layout">Order of its rows.</param>
    /// <param name="heads">Heads.</param>
    /// <param name="dHead">Width of a head.</param>
    public FusedQkv(Linear qkv, QkvLayout layout, int heads, int dHead)
        : base(heads, heads, dHead)
    {
        ArgumentNullException.ThrowIfNull(qkv);
        ShapeGuard.Exactly(qkv.Weight, [3L * heads * dHead, qkv.In], nameof(qkv), "3*head*d_head d_model");
        _qkv = qkv;
        _layout = layout;
    }

    internal override bool IsFused => true;

    internal override int DModel => _qkv.In;

    internal override (Tensor Q, Tensor K, Tensor V) Project(Tensor x, ProductRoutes routes)
    {
        var all = Split(_qkv.Forward(x, routes), 3);
        return (all.select(PartAxis, 0), all.select(PartAxis, 1), all.select(PartAxis, 2));
    }

    internal override Tensor ProjectQueries(Tensor x, ProductRoutes routes) => Split(Part(0, 1).Forward(x, routes), 1).select(PartAxis, 0);

    internal override (Tensor K, Tensor V) ProjectKeysValues(Tensor x, ProductRoutes routes)
    {
        var both = Split(Part(1, 2).Forward(x, routes), 2);
        return (both.select(PartAxis, 0), both.select(PartAxis, 1));
    }

    internal override (Tensor Q, Tensor K, Tensor V) Matrices() => (Part(0, 1).Weight, Part(1, 1).Weight, Part(2, 1).Weight);

    internal override Linear QueryOf(int head) => OfHead(0, head);

    internal override Linear KeyOf(int head) => OfHead(1, head);

    internal override Linear ValueOf(int head) => OfHead(2, head);

    internal override IEnumerable<NamedWeight> Weights(string name) => _qkv.Weights($"{name}.qkv");

    /// <summary>The axis of an activation [batch, pos, …, d_head] that counts query, key, value.</summary>
    private int PartAxis => _layout switch
    {
        QkvLayout.QThenKThenV => 2,
        QkvLayout.PerHead => 3,
        _ => throw new InvalidOperationException($"Unknown layout {_layout}."),
    };

    /// <summary>Rows of the projection as heads and parts: an axis of 3 (or fewer) parts at <see cref="PartAxis"/>.</summary>
    private Tensor Split(Tensor x, int parts) => _layout == QkvLayout.QThenKThenV
        ? x.view(x.shape[0], x.shape[1], parts, Heads, DHead)
        : x.view(x.shape[0], x.shape[1], Heads, parts, DHead);

    /// <summary>The rows that make one of the three of one head, which stand together in both layouts.</summary>
    private Linear OfHead(int part, int head) => _qkv.Rows(DHead * (_layout == QkvLayout.QThenKThenV ? part * Heads + head : head * 3 + part), DHead);

    /// <summary>The rows of the projection that make some of the three; heads apart in the file are copied together.</summary>
    private Linear Part(int first, int count)
    {
        long[] shape = _layout == QkvLayout.QThenKThenV ? [3, Heads, DHead] : [Heads, 3, DHead];
        var axis = PartAxis - 2;
        var weight = _qkv.Weight.view([.. shape, _qkv.In]).narrow(axis, first, count).reshape(-1, _qkv.In);
        return new Linear(weight, _qkv.Bias?.view(shape).narrow(axis, first, count).reshape(-1));
    }
}
