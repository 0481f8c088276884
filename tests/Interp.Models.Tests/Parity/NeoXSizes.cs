using System.Text.Json.Nodes;

namespace Interp.Models.Tests.Parity;

/// <summary>The numbers of a GPT-NeoX, from its config.json.</summary>
internal sealed record NeoXSizes(
    uint Context, uint DModel, uint Layers, uint DMlp, uint Heads, uint RotaryWidth, bool ParallelResidual, double NormEpsilon, double RotaryBase)
{
    public static NeoXSizes Read(string folder)
    {
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "config.json")))!;
        var (dModel, heads) = ((uint)config["hidden_size"]!, (uint)config["num_attention_heads"]!);
        var rope = config["rope_parameters"];
        return new NeoXSizes(
            (uint)config["max_position_embeddings"]!, dModel, (uint)config["num_hidden_layers"]!, (uint)config["intermediate_size"]!, heads,
            (uint)(dModel / heads * (double)(config["rotary_pct"] ?? rope!["partial_rotary_factor"])!),
            (bool)config["use_parallel_residual"]!, (double)config["layer_norm_eps"]!, (double)(config["rotary_emb_base"] ?? rope!["rope_theta"])!);
    }
}
