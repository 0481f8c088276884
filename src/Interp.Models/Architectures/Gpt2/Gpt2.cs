using Interp.Core.Tokens;
using Interp.Core.Transformer;

namespace Interp.Models.Architectures.Gpt2;

/// <summary>GPT-2: a learned position table, LayerNorm, sequential residual, fused Q K V, tanh GELU, tied unembedding.</summary>
internal static class Gpt2
{
    public static Recipe Recipe(Gpt2Config config) => new(config.Info, (reader, tokenizer) => Build(config, reader, tokenizer));

    private static HookedTransformer Build(Gpt2Config config, WeightReader reader, ITokenizer? tokenizer)
    {
        var weights = new Gpt2Weights(reader, config);
        var (tokens, unembedding) = weights.Vocabulary();
        var model = new HookedTransformer(
            config.Info,
            new Embedding(tokens, weights.Positions()),
            reader.Blocks(config.Info.Layers, layer => new TransformerBlock(
                weights.AttentionNorm(layer),
                new Attention(weights.Qkv(layer), rotary: null, weights.Output(layer), config.ScoreScale(layer)),
                weights.MlpNorm(layer),
                new PlainMlp(weights.Up(layer), config.Activation, weights.Down(layer)),
                Residual.Sequential)),
            weights.FinalNorm(),
            new Unembedding(unembedding, bias: null),
            tokenizer);
        weights.Finish();
        return model;
    }
}
