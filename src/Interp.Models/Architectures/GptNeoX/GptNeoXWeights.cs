using System.Text.RegularExpressions;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Models.Architectures.GptNeoX;

/// <summary>Where a GPT-NeoX's weights stand in its checkpoint.</summary>
internal sealed partial class GptNeoXWeights(WeightReader reader, GptNeoXConfig config)
{
    private readonly TransformerInfo _info = config.Info;

    /// <summary>A state dictionary saved by transformers 5 calls the unembedding as every other model does.</summary>
    public (Tensor Embedding, Tensor Unembedding) Vocabulary() =>
        reader.Vocabulary("gpt_neox.embed_in.weight", ["embed_out.weight", "lm_head.weight"], config.TiedUnembedding, _info.DVocab, _info.DModel);

    public LayerNorm AttentionNorm(int layer) => Norm($"gpt_neox.layers.{layer}.input_layernorm");

    public LayerNorm MlpNorm(int layer) => Norm($"gpt_neox.layers.{layer}.post_attention_layernorm");

    public LayerNorm FinalNorm() => Norm("gpt_neox.final_layer_norm");

    /// <summary>Hugging Face keeps the rows head by head (q, k, v of head 0, then of head 1, …); GGUF's converter sorts them.</summary>
    public FusedQkv Qkv(int layer) => new(
        reader.Linear($"gpt_neox.layers.{layer}.attention.query_key_value", 3 * _info.DModel, _info.DModel, config.AttentionBias),
        reader.IsGguf ? QkvLayout.QThenKThenV : QkvLayout.PerHead, _info.Heads, _info.DHead);

    public Linear Output(int layer) => reader.Linear($"gpt_neox.layers.{layer}.attention.dense", _info.DModel, _info.DModel, config.AttentionBias);

    public Linear Up(int layer) => reader.Linear($"gpt_neox.layers.{layer}.mlp.dense_h_to_4h", _info.DMlp, _info.DModel, bias: true);

    public Linear Down(int layer) => reader.Linear($"gpt_neox.layers.{layer}.mlp.dense_4h_to_h", _info.DModel, _info.DMlp, bias: true);

    public void Finish() => reader.Finish(NoWeights());

    /// <summary>Causal masks and rotary tables are stored as buffers.</summary>
    [GeneratedRegex(@"^gpt_neox\.layers\.\d+\.attention\.(bias|masked_bias|rotary_emb\.inv_freq)$")]
    private static partial Regex NoWeights();

    private LayerNorm Norm(string name) => reader.LayerNorm(name, _info.DModel, config.NormEpsilon);
}
