using System.Text.RegularExpressions;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Models.Architectures.GptJ;

/// <summary>Where a GPT-J's weights stand in its checkpoint.</summary>
internal sealed partial class GptJWeights(WeightReader reader, GptJConfig config)
{
    private readonly TransformerInfo _info = config.Info;

    public (Tensor Embedding, Tensor Unembedding) Vocabulary() =>
        reader.Vocabulary("transformer.wte.weight", ["lm_head.weight"], config.TiedUnembedding, _info.DVocab, _info.DModel);

    public LayerNorm SharedNorm(int layer) => reader.LayerNorm($"transformer.h.{layer}.ln_1", _info.DModel, config.NormEpsilon);

    public LayerNorm FinalNorm() => reader.LayerNorm("transformer.ln_f", _info.DModel, config.NormEpsilon);

    public SeparateQkv Qkv(int layer) => new(
        AttentionMatrix(layer, "q_proj"), AttentionMatrix(layer, "k_proj"), AttentionMatrix(layer, "v_proj"), _info.Heads, _info.Heads, _info.DHead);

    public Linear Output(int layer) => AttentionMatrix(layer, "out_proj");

    public Linear Up(int layer) => reader.Linear($"transformer.h.{layer}.mlp.fc_in", _info.DMlp, _info.DModel, bias: true);

    public Linear Down(int layer) => reader.Linear($"transformer.h.{layer}.mlp.fc_out", _info.DModel, _info.DMlp, bias: true);

    public Tensor UnembeddingBias() => reader.Read("lm_head.bias", _info.DVocab);

    public void Finish() => reader.Finish(NoWeights());

    /// <summary>Causal masks and the rotary table are stored as buffers.</summary>
    [GeneratedRegex(@"^transformer\.h\.\d+\.attn\.(bias|masked_bias|embed_positions)$")]
    private static partial Regex NoWeights();

    private Linear AttentionMatrix(int layer, string name) =>
        reader.Linear($"transformer.h.{layer}.attn.{name}", _info.DModel, _info.DModel, bias: false);
}
