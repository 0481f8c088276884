using System.Collections.Frozen;

namespace Interp.Models.Configs;

/// <summary>From other spellings of keys to those that the readers of this library's architectures ask for.</summary>
internal static class Synonyms
{
    /// <summary>Of GPT-2 and GPT-J: the names that all later architectures use.</summary>
    public static FrozenDictionary<string, string> Gpt { get; } = new Dictionary<string, string>
    {
        ["hidden_size"] = "n_embd",
        ["num_attention_heads"] = "n_head",
        ["num_hidden_layers"] = "n_layer",
        ["max_position_embeddings"] = "n_positions",
    }.ToFrozenDictionary();

    /// <summary>Of GPT-NeoX: transformers 4.45 to 4.52 wrote both.</summary>
    public static FrozenDictionary<string, string> GptNeoX { get; } = new Dictionary<string, string>
    {
        ["rope_theta"] = "rotary_emb_base",
        ["partial_rotary_factor"] = "rotary_pct",
    }.ToFrozenDictionary();

    /// <summary>Of Gemma 3: later configs mark the pattern as one of old ones.</summary>
    public static FrozenDictionary<string, string> Gemma3 { get; } = new Dictionary<string, string>
    {
        ["_sliding_window_pattern"] = "sliding_window_pattern",
    }.ToFrozenDictionary();

    /// <summary>Of Llama: the first conversions of 2023 called the context so.</summary>
    public static FrozenDictionary<string, string> Llama { get; } = new Dictionary<string, string>
    {
        ["max_sequence_length"] = "max_position_embeddings",
    }.ToFrozenDictionary();
}
