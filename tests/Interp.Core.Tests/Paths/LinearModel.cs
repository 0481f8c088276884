using Interp.Core.Randomness;
using Interp.Core.Tests.Tiny;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Paths;

/// <summary>A transformer that is linear in its stream to 1e-9: norms that divide by 1, attention that is uniform, an MLP whose units are all on.</summary>
internal static class LinearModel
{
    private const double Large = 1e4;

    public static HookedTransformer Make()
    {
        var random = new RandomStream(17);
        const int Inner = TinyWiring.Heads * TinyWiring.DHead;
        var blocks = Enumerable.Range(0, TinyWiring.Layers).Select(_ =>
        {
            var attention = new Attention(
                new SeparateQkv(Zero(Inner, TinyWiring.DModel), Zero(Inner, TinyWiring.DModel), Weight(Inner, TinyWiring.DModel), TinyWiring.Heads, TinyWiring.Heads, TinyWiring.DHead),
                null, Weight(TinyWiring.DModel, Inner), scale: 1);
            return new TransformerBlock(Norm(), attention, Norm(), On(), Residual.Sequential);
        }).ToArray();
        var info = TinyModel.InfoOf(TinyWiring.Named("gpt2"));
        return new HookedTransformer(
            info, new Embedding(Random(TinyWiring.DVocab, TinyWiring.DModel, 1), Random(TinyWiring.Context, TinyWiring.DModel, 1)), blocks, Norm(),
            new Unembedding(Random(TinyWiring.DVocab, TinyWiring.DModel, 1), null), null);

        // x / sqrt(mean of squares + L^4) times L^2.
        Norm Norm() => new RmsNorm(Owned(full(TinyWiring.DModel, Large * Large, dtype: ScalarType.Float64)), Large * Large * Large * Large);

        Linear Weight(int rows, int columns) => new(Random(rows, columns, 0.6 / Math.Sqrt(columns)), null);

        Linear Zero(int rows, int columns) => new(Owned(zeros(rows, columns, dtype: ScalarType.Float64)), null);

        // relu(W x + L) - L, with the L taken away behind the output projection.
        Mlp On()
        {
            var (up, down) = (Random(TinyWiring.DMlp, TinyWiring.DModel, 0.6 / Math.Sqrt(TinyWiring.DModel)), Random(TinyWiring.DModel, TinyWiring.DMlp, 0.6 / Math.Sqrt(TinyWiring.DMlp)));
            using var scope = NewDisposeScope();
            return new PlainMlp(
                new Linear(up, Owned(full(TinyWiring.DMlp, Large, dtype: ScalarType.Float64))), Activation.Relu,
                new Linear(down, (down.sum([1L]) * -Large).DetachFromDisposeScope()));
        }

        Tensor Random(int rows, int columns, double deviation)
        {
            using var scope = NewDisposeScope();
            return tensor(Enumerable.Range(0, rows * columns).Select(_ => deviation * Math.Sqrt(12) * (random.NextDouble() - 0.5)).ToArray()).view(rows, columns).DetachFromDisposeScope();
        }
    }

    private static Tensor Owned(Tensor x) => x.DetachFromDisposeScope();
}
