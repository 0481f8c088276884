using System.Text.RegularExpressions;
using Interp.Core.Transformer;
using Interp.Models.Checkpoints;
using static TorchSharp.torch;

namespace Interp.Models.Architectures.Llama;

/// <summary>Where a Llama's weights stand in its checkpoint.</summary>
internal sealed partial class LlamaWeights(WeightReader reader, LlamaConfig config)
{
    private readonly TransformerInfo _info = config.Info;

    public (Tensor Embedding, Tensor Unembedding) Vocabulary() =>
        reader.Vocabulary("model.embed_tokens.weight", ["lm_head.weight"], config.TiedUnembedding, _info.DVocab, _info.DModel);

    public RmsNorm AttentionNorm(int layer) => Norm($"model.layers.{layer}.input_layernorm");

    public RmsNorm MlpNorm(int layer) => Norm($"model.layers.{layer}.post_attention_layernorm");

    public RmsNorm FinalNorm() => Norm("model.norm");

    public SeparateQkv Qkv(int layer)
    {
        var name = $"model.layers.{layer}.self_attn";
        return new SeparateQkv(
            Rotated($"{name}.q_proj", _info.Heads),
            Rotated($"{name}.k_proj", _info.KvHeads),
            reader.Linear($"{name}.v_proj", _info.KvHeads * _info.DHead, _info.DModel, config.AttentionBias),
            _info.Heads, _info.KvHeads, _info.DHead);
    }

    public Linear Output(int layer) =>
        reader.Linear($"model.layers.{layer}.self_attn.o_proj", _info.DModel, _info.Heads * _info.DHead, config.AttentionBias);

    public Linear Gate(int layer) => reader.Linear($"model.layers.{layer}.mlp.gate_proj", _info.DMlp, _info.DModel, config.MlpBias);

    public Linear Up(int layer) => reader.Linear($"model.layers.{layer}.mlp.up_proj", _info.DMlp, _info.DModel, config.MlpBias);

    public Linear Down(int layer) => reader.Linear($"model.layers.{layer}.mlp.down_proj", _info.DModel, _info.DMlp, config.MlpBias);

    public void Finish() => reader.Finish(NoWeights());

    /// <summary>Old checkpoints keep the rotary table; GGUF's divisors are read with the numbers.</summary>
    [GeneratedRegex(@"\.rotary_emb\.inv_freq$|^rope_freqs\.weight$")]
    private static partial Regex NoWeights();

    private RmsNorm Norm(string name) => new(reader.Read($"{name}.weight", _info.DModel), config.NormEpsilon);

    private Linear Rotated(string name, int heads)
    {
        var weight = reader.Read($"{name}.weight", heads * _info.DHead, _info.DModel);
        var bias = config.AttentionBias ? reader.Read($"{name}.bias", heads * _info.DHead) : null;
        if (reader.IsGguf)
        {
            OrderInSplitHalves(weight, heads);
            if (bias is not null)
                OrderInSplitHalves(bias, heads);
        }

        return new Linear(weight, bias);
    }

    /// <summary>
    /// GGUF orders the rows of each query and key head so that adjacent pairs turn; here halves turn. Row 2i goes back to i,
    /// row 2i+1 to i + d_head/2.
    /// </summary>
    private void OrderInSplitHalves(Tensor rows, int heads)
    {
        using var scope = NewDisposeScope();
        var pairs = rows.view(heads, _info.DHead / 2, 2, -1);
        var halves = Scratch.Of(rows.numel(), rows.dtype, rows.device).view(heads, 2, _info.DHead / 2, -1);
        halves.copy_(pairs.transpose(1, 2));
        rows.copy_(halves.view(rows.shape));
    }
}
