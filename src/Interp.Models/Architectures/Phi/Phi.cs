using Interp.Core.Tokens;
using Interp.Core.Transformer;

namespace Interp.Models.Architectures.Phi;

/// <summary>
/// Phi-1, 1.5 and 2: one LayerNorm feeding attention and MLP in parallel, rotary positions on split halves of a part of each
/// head, biases everywhere, the unembedding's among them.
/// </summary>
internal static class Phi
{
    public static Recipe Recipe(PhiConfig config) => new(config.Info, (reader, tokenizer) => Build(config, reader, tokenizer));

    private static HookedTransformer Build(PhiConfig config, WeightReader reader, ITokenizer? tokenizer)
    {
        var weights = new PhiWeights(reader, config);
        var info = config.Info;
        var rotary = new Rotary(config.Rope.InverseFrequencies, RotaryPairs.SplitHalves, reader.Dtype, reader.Device);
        var (tokens, unembedding) = weights.Vocabulary();
        var model = new HookedTransformer(
            info,
            new Embedding(tokens, positions: null),
            reader.Blocks(info.Layers, layer => new TransformerBlock(
                weights.SharedNorm(layer),
                new Attention(weights.Qkv(layer), rotary, weights.Output(layer), scale: Math.Pow(info.DHead, -0.5)),
                mlpNorm: null,
                new PlainMlp(weights.Up(layer), config.Activation, weights.Down(layer)),
                Residual.Parallel)),
            weights.FinalNorm(),
            new Unembedding(unembedding, weights.UnembeddingBias()),
            tokenizer);
        weights.Finish();
        return model;
    }
}
