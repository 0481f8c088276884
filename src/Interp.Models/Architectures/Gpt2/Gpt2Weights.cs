using System.Text.RegularExpressions;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Models.Architectures.Gpt2;

/// <summary>Where a GPT-2's weights stand in its checkpoint. Names may or may not start with "transformer.".</summary>
internal sealed partial class Gpt2Weights(WeightReader reader, Gpt2Config config)
{
    private readonly TransformerInfo _info = config.Info;
    private readonly string _root = reader.Has("transformer.ln_f.weight") ? "transformer." : "";

    public (Tensor Embedding, Tensor Unembedding) Vocabulary() =>
        reader.Vocabulary($"{_root}wte.weight", ["lm_head.weight"], config.TiedUnembedding, _info.DVocab, _info.DModel);

    public Tensor Positions() => reader.Read($"{_root}wpe.weight", _info.ContextLength, _info.DModel);

    public LayerNorm AttentionNorm(int layer) => Norm($"h.{layer}.ln_1");

    public LayerNorm MlpNorm(int layer) => Norm($"h.{layer}.ln_2");

    public LayerNorm FinalNorm() => Norm("ln_f");

    public FusedQkv Qkv(int layer) =>
        new(Projection($"h.{layer}.attn.c_attn", 3 * _info.DModel, _info.DModel), QkvLayout.QThenKThenV, _info.Heads, _info.DHead);

    public Linear Output(int layer) => Projection($"h.{layer}.attn.c_proj", _info.DModel, _info.DModel);

    public Linear Up(int layer) => Projection($"h.{layer}.mlp.c_fc", _info.DMlp, _info.DModel);

    public Linear Down(int layer) => Projection($"h.{layer}.mlp.c_proj", _info.DModel, _info.DMlp);

    public void Finish() => reader.Finish(NoWeights());

    /// <summary>Causal masks are stored as buffers.</summary>
    [GeneratedRegex(@"^(transformer\.)?h\.\d+\.attn\.(bias|masked_bias)$")]
    private static partial Regex NoWeights();

    private LayerNorm Norm(string name) => reader.LayerNorm($"{_root}{name}", _info.DModel, config.NormEpsilon);

    /// <summary>Hugging Face's Conv1D stores [in, out]: turned once, since products with it run in any batch. GGUF stores [out, in].</summary>
    private Linear Projection(string name, int output, int input)
    {
        if (reader.IsGguf)
            return reader.Linear($"{_root}{name}", output, input, bias: true);
        return new Linear(reader.ReadTurned($"{_root}{name}.weight", output, input), reader.Read($"{_root}{name}.bias", output));
    }
}
