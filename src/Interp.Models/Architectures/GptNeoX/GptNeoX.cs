using Interp.Core.Tokens;
using Interp.Core.Transformer;

namespace Interp.Models.Architectures.GptNeoX;

/// <summary>
/// GPT-NeoX and Pythia: rotary positions on split halves of the first dimensions, two LayerNorms, parallel (or sequential)
/// residual, Q K V fused head by head, GELU, own unembedding.
/// </summary>
internal static class GptNeoX
{
    public static Recipe Recipe(GptNeoXConfig config) => new(config.Info, (reader, tokenizer) => Build(config, reader, tokenizer));

    private static HookedTransformer Build(GptNeoXConfig config, WeightReader reader, ITokenizer? tokenizer)
    {
        var weights = new GptNeoXWeights(reader, config);
        var info = config.Info;
        var rotary = new Rotary(config.Rope.InverseFrequencies, RotaryPairs.SplitHalves, reader.Dtype, reader.Device);
        var (tokens, unembedding) = weights.Vocabulary();
        var model = new HookedTransformer(
            info,
            new Embedding(tokens, positions: null),
            reader.Blocks(info.Layers, layer => new TransformerBlock(
                weights.AttentionNorm(layer),
                new Attention(weights.Qkv(layer), rotary, weights.Output(layer), scale: Math.Pow(info.DHead, -0.5)),
                weights.MlpNorm(layer),
                new PlainMlp(weights.Up(layer), config.Activation, weights.Down(layer)),
                config.Residual)),
            weights.FinalNorm(),
            new Unembedding(unembedding, bias: null),
            tokenizer);
        weights.Finish();
        return model;
    }
}
