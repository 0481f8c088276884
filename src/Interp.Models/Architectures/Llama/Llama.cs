using Interp.Core.Tokens;
using Interp.Core.Transformer;
using Interp.Models.Configs;

namespace Interp.Models.Architectures.Llama;

/// <summary>
/// Llama: RMSNorm, rotary positions on split halves of the whole head, grouped keys and values, gated SiLU MLP, sequential
/// residual, own or tied unembedding. In what its descendants differ is in <see cref="LlamaKinds"/>.
/// </summary>
internal static class Llama
{
    public static Recipe Recipe(LlamaConfig config) => new(config.Info, (reader, tokenizer) => Build(config, reader, tokenizer));

    private static HookedTransformer Build(LlamaConfig config, WeightReader reader, ITokenizer? tokenizer)
    {
        var weights = new LlamaWeights(reader, config);
        var rotaries = config.Blocks.Select(block => block.Rope).OfType<RopeConfig>().Distinct()
            .ToDictionary(rope => rope, rope => new Rotary(rope.InverseFrequencies, RotaryPairs.SplitHalves, reader.Dtype, reader.Device));
        var (tokens, unembedding) = weights.Vocabulary();
        var model = new HookedTransformer(
            config.Info,
            new Embedding(tokens, positions: null) { Scale = config.Kind.ScalesEmbedding ? Math.Sqrt(config.Info.DModel) : 1 },
            reader.Blocks(config.Info.Layers, layer => Block(config, weights, layer, config.Blocks[layer].Rope is { } rope ? rotaries[rope] : null)),
            weights.FinalNorm(),
            new Unembedding(unembedding, bias: null) { Cap = config.LogitCap },
            tokenizer);
        weights.Finish();
        return model;
    }

    private static TransformerBlock Block(LlamaConfig config, LlamaWeights weights, int layer, Rotary? rotary)
    {
        var names = config.Kind.Norms;
        var attentionNorm = weights.Norm(layer, names.BeforeAttention);
        var attention = new Attention(weights.Qkv(layer), rotary, weights.Output(layer), config.ScoreScale)
        {
            QueryNorm = weights.QueryNorm(layer),
            KeyNorm = weights.KeyNorm(layer),
            Window = config.Blocks[layer].Window,
            ScoreCap = config.ScoreCap,
        };
        return new TransformerBlock(attentionNorm, attention, weights.Norm(layer, names.BeforeMlp), weights.Mlp(layer), Residual.Sequential)
        {
            AttentionOutNorm = weights.Norm(layer, names.BehindAttention),
            MlpOutNorm = weights.Norm(layer, names.BehindMlp),
        };
    }
}
