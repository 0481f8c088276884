using System.Text.Json;
using System.Text.Json.Nodes;

namespace Interp.Samples.TrainOverthinker.Words;

/// <summary>Writes what a Hugging Face folder holds beside its weights.</summary>
internal static class ModelFolder
{
    private const int RowsMultiple = 64;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Writes config.json and tokenizer.json.</summary>
    public static void WriteDescription(string folder, Recipe recipe)
    {
        var tokens = TokenizerFile.Write(Path.Combine(folder, "tokenizer.json"));
        var config = new JsonObject
        {
            ["architectures"] = new JsonArray("GPTNeoXForCausalLM"),
            ["attention_bias"] = true,
            ["bos_token_id"] = 0,
            ["eos_token_id"] = 0,
            ["hidden_act"] = "gelu",
            ["hidden_size"] = recipe.Width,
            ["initializer_range"] = 0.02,
            ["intermediate_size"] = 4 * recipe.Width,
            ["layer_norm_eps"] = 1e-5,
            ["max_position_embeddings"] = recipe.Context,
            ["model_type"] = "gpt_neox",
            ["num_attention_heads"] = recipe.Heads,
            ["num_hidden_layers"] = recipe.Layers,
            ["rotary_emb_base"] = 10000,
            ["rotary_pct"] = 1.0,
            ["tie_word_embeddings"] = false,
            ["torch_dtype"] = "float16",
            ["use_parallel_residual"] = false,
            ["vocab_size"] = (tokens + RowsMultiple - 1) / RowsMultiple * RowsMultiple,
        };
        File.WriteAllText(Path.Combine(folder, "config.json"), config.ToJsonString(Indented) + "\n");
    }
}
