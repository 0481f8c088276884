using Interp.Core.Tests.Tiny;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Circuits;

/// <summary>
/// A transformer whose logits are linear in every activation: norms whose epsilon drowns the variance, so that they only
/// scale; queries of zeros, so that attention is the mean of what was before; rectifiers that are always open.
/// </summary>
internal static class LinearModel
{
    private const double Epsilon = 1e24;
    private const int DModel = TinyWiring.DModel;
    private const int Inner = TinyWiring.Heads * TinyWiring.DHead;

    public static HookedTransformer Create()
    {
        var info = TinyModel.InfoOf(new TinyWiring("linear"));
        var blocks = Enumerable.Range(0, info.Layers).Select(layer => new TransformerBlock(
            Norm(), new Attention(new SeparateQkv(Map(DModel, Inner, 0, layer), Map(DModel, Inner, 1, layer + 10), Map(DModel, Inner, 1, layer + 20), info.Heads, info.KvHeads, info.DHead), null, Map(Inner, DModel, 1, layer + 30), 1),
            Norm(), new PlainMlp(Map(DModel, info.DMlp, 1, layer + 40, bias: 1e4), Activation.Relu, Map(info.DMlp, DModel, 1, layer + 50)), Residual.Sequential));
        return new HookedTransformer(
            info, new Embedding(Weight(info.DVocab, DModel, 1, 60), Weight(info.ContextLength, DModel, 1, 61)), [.. blocks], Norm(), new Unembedding(Weight(info.DVocab, DModel, 1, 62), null), null);
    }

    private static RmsNorm Norm() => new((ones(DModel, dtype: ScalarType.Float64) * Math.Sqrt(Epsilon)).DetachFromDisposeScope(), Epsilon);

    private static Linear Map(int width, int outputs, double scale, int seed, double bias = 0) =>
        new(Weight(outputs, width, scale / Math.Sqrt(width), seed), (ones(outputs, dtype: ScalarType.Float64) * bias).DetachFromDisposeScope());

    private static Tensor Weight(int rows, int columns, double scale, int seed)
    {
        using var scope = NewDisposeScope();
        return (Numbers.Noise(zeros(rows, columns, dtype: ScalarType.Float64), seed) * scale).DetachFromDisposeScope();
    }
}
