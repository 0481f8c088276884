using Interp.Core.Tokens;
using Interp.Core.Transformer;

namespace Interp.Models.Architectures.GptJ;

/// <summary>
/// GPT-J: rotary positions on adjacent pairs of the first dimensions, one LayerNorm feeding attention and MLP in parallel,
/// Q K V without bias, tanh GELU, own unembedding with bias.
/// </summary>
internal static class GptJ
{
    public static Recipe Recipe(GptJConfig config) => new(config.Info, (reader, tokenizer) => Build(config, reader, tokenizer));

    private static HookedTransformer Build(GptJConfig config, WeightReader reader, ITokenizer? tokenizer)
    {
        var weights = new GptJWeights(reader, config);
        var info = config.Info;
        var rotary = new Rotary(config.Rope.InverseFrequencies, RotaryPairs.Adjacent, reader.Dtype, reader.Device);
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
