using System.Text.RegularExpressions;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Models.Architectures.Phi;

/// <summary>Where the weights of a Phi-1, 1.5 or 2 stand in its checkpoint.</summary>
internal sealed partial class PhiWeights(WeightReader reader, PhiConfig config)
{
    private readonly TransformerInfo _info = config.Info;

    public (Tensor Embedding, Tensor Unembedding) Vocabulary() =>
        reader.Vocabulary("model.embed_tokens.weight", ["lm_head.weight"], config.TiedUnembedding, _info.DVocab, _info.DModel);

    public Tensor UnembeddingBias() => reader.Read("lm_head.bias", _info.DVocab);

    public LayerNorm SharedNorm(int layer) => reader.LayerNorm($"model.layers.{layer}.input_layernorm", _info.DModel, config.NormEpsilon);

    public LayerNorm FinalNorm() => reader.LayerNorm("model.final_layernorm", _info.DModel, config.NormEpsilon);

    public SeparateQkv Qkv(int layer)
    {
        return new SeparateQkv(Map("q_proj", _info.Heads), Map("k_proj", _info.KvHeads), Map("v_proj", _info.KvHeads), _info.Heads, _info.KvHeads, _info.DHead);

        Linear Map(string name, int heads) => reader.Linear($"model.layers.{layer}.self_attn.{name}", heads * _info.DHead, _info.DModel, bias: true);
    }

    public Linear Output(int layer) => reader.Linear($"model.layers.{layer}.self_attn.dense", _info.DModel, _info.Heads * _info.DHead, bias: true);

    public Linear Up(int layer) => reader.Linear($"model.layers.{layer}.mlp.fc1", _info.DMlp, _info.DModel, bias: true);

    public Linear Down(int layer) => reader.Linear($"model.layers.{layer}.mlp.fc2", _info.DModel, _info.DMlp, bias: true);

    public void Finish() => reader.Finish(NoWeights());

    /// <summary>Old checkpoints keep the rotary table.</summary>
    [GeneratedRegex(@"\.rotary_emb\.inv_freq$")]
    private static partial Regex NoWeights();
}
