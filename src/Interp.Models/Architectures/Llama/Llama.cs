using Interp.Core.Tokens;
using Interp.Core.Transformer;

namespace Interp.Models.Architectures.Llama;

/// <summary>
/// Llama: RMSNorm, rotary positions on split halves of the whole head, grouped keys and values, gated SiLU MLP, sequential
/// residual, own or tied unembedding.
/// </summary>
internal static class Llama
{
    public static Recipe Recipe(LlamaConfig config) => new(config.Info, (reader, tokenizer) => Build(config, reader, tokenizer));

    private static HookedTransformer Build(LlamaConfig config, WeightReader reader, ITokenizer? tokenizer)
    {
        var weights = new LlamaWeights(reader, config);
        var info = config.Info;
        var rotary = new Rotary(config.Rope.InverseFrequencies, RotaryPairs.SplitHalves, reader.Dtype, reader.Device);
        var (tokens, unembedding) = weights.Vocabulary();
        var model = new HookedTransformer(
            info,
            new Embedding(tokens, positions: null),
            [.. Enumerable.Range(0, info.Layers).Select(layer => new TransformerBlock(
                weights.AttentionNorm(layer),
                new Attention(weights.Qkv(layer), rotary, weights.Output(layer), scale: Math.Pow(info.DHead, -0.5)),
                weights.MlpNorm(layer),
                new GatedMlp(weights.Gate(layer), weights.Up(layer), config.Activation, weights.Down(layer)),
                Residual.Sequential))],
            weights.FinalNorm(),
            new Unembedding(unembedding, bias: null),
            tokenizer);
        weights.Finish();
        return model;
    }
}
