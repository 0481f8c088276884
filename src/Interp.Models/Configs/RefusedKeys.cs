using System.Collections.Frozen;
using System.Text.Json;
using Interp.Models.Checkpoints;

namespace Interp.Models.Configs;

/// <summary>Says of keys that were left over what they mean, where that is known, and the way out.</summary>
internal static class RefusedKeys
{
    private const string Option = $"{nameof(PretrainedOptions)}.{nameof(PretrainedOptions.IgnoredKeys)}";

    private static readonly FrozenSet<string> Quantisation = FrozenSet.ToFrozenSet(["quantization_config", "quantization", "compression_config"]);

    private static readonly FrozenSet<string> Adapters = FrozenSet.ToFrozenSet(
    [
        "peft_type", "lora_alpha", "lora_dropout", "target_modules", "modules_to_save", "base_model_name_or_path", "init_lora_weights",
        "fan_in_fan_out", "layers_to_transform", "layers_pattern", "inference_mode", "task_type", "r", "bias", "use_rslora", "use_dora",
    ]);

    private static readonly FrozenDictionary<string, string> Meanings = new Dictionary<string, string>
    {
        ["auto_map"] = "that the model brings code of its own, which may compute something else than its architecture's name says",
        ["pruned_heads"] = "that attention heads were cut out of the weights",
        ["is_encoder_decoder"] = "an encoder beside the decoder",
        ["add_cross_attention"] = "that each block also attends to another model's output",
        ["use_bidirectional_attention"] = "attention to later tokens",
        ["per_layer_config"] = "blocks of different sizes",
    }.ToFrozenDictionary();

    /// <summary>The end of a message that begins with the file.</summary>
    /// <param name="left">The keys that nobody read and that may change the numbers.</param>
    public static string Explain(IReadOnlyList<JsonProperty> left)
    {
        if (left.FirstOrNull(key => Quantisation.Contains(key.Name)) is { } settings)
            return $"{settings.Name} says that the weights are quantised{Method(settings.Value)}, which this library does not read. Take the model's weights as they were before, a GGUF file of it, "
                + $"or load it in Python, call dequantize() and save it again. If the weights beside this config are not quantised, name the key in {Option}";
        if (left.Any(key => key.Name is "peft_type" or "lora_alpha" or "init_lora_weights"))
            return $"it carries the settings of LoRA adapters ({List([.. left.Where(key => Adapters.Contains(key.Name))])}), so the weights beside it may be those of adapters. Merge them in Python (merge_and_unload()) and save "
                + $"the whole model again. If the weights are whole already, name these keys in {Option}";
        if (left.FirstOrNull(key => Meanings.ContainsKey(key.Name)) is { } known)
            return $"{known.Name} is {Malformed.Cut(known.Value.GetRawText())}, which means {Meanings[known.Name]}; this is not implemented. If it has no effect on the forward pass of this model, name the key in {Option}";

        return $"{List(left)}: this reader does not know {(left.Count == 1 ? "this key" : "these keys")}, and what it does not know could change the numbers. "
            + $"If {(left.Count == 1 ? "it has" : "they have")} no effect on the forward pass, name {(left.Count == 1 ? "it" : "them")} in {Option}";
    }

    private static JsonProperty? FirstOrNull(this IEnumerable<JsonProperty> keys, Func<JsonProperty, bool> isWanted) =>
        keys.Where(isWanted).Select(key => (JsonProperty?)key).FirstOrDefault();

    private static string Method(JsonElement settings)
    {
        if (settings.ValueKind != JsonValueKind.Object)
            return "";
        var method = Text(settings, "quant_method");
        var bits = settings.TryGetProperty("bits", out var number) && number.ValueKind == JsonValueKind.Number ? $"{Malformed.Cut(number.GetRawText())} bits"
            : IsTrue(settings, "load_in_4bit") ? "4 bits"
            : IsTrue(settings, "load_in_8bit") ? "8 bits"
            : null;
        string[] known = [.. new[] { method, bits }.OfType<string>()];
        return known.Length == 0 ? "" : $" ({string.Join(", ", known)})";
    }

    private static string? Text(JsonElement settings, string key) =>
        settings.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? Malformed.Cut(value.GetRawText().Trim('"')) : null;

    private static bool IsTrue(JsonElement settings, string key) => settings.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.True;

    private static string List(IReadOnlyList<JsonProperty> keys)
    {
        const int Named = 12;
        return string.Join(", ", keys.Take(Named).Select(key => Malformed.Quote(key.Name))) + (keys.Count > Named ? $" and {keys.Count - Named} more" : "");
    }
}
