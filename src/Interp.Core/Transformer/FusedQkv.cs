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

    internal override (Tensor Q, Tensor K, Tensor V) Project(Tensor x)
    {
        var (batch, pos) = (x.shape[0], x.shape[1]);
        var all = _qkv.Forward(x);
        switch (_layout)
        {
            case QkvLayout.QThenKThenV:
                all = all.view(batch, pos, 3, Heads, DHead);
                return (all.select(2, 0), all.select(2, 1), all.select(2, 2));
            case QkvLayout.PerHead:
                all = all.view(batch, pos, Heads, 3, DHead);
                return (all.select(3, 0), all.select(3, 1), all.select(3, 2));
            default:
                throw new InvalidOperationException($"Unknown layout {_layout}.");
        }
    }

    internal override IEnumerable<NamedWeight> Weights(string name) => _qkv.Weights($"{name}.qkv");
}
