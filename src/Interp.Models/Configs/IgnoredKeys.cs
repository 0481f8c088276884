using System.Collections.Frozen;
using System.Text.Json;

namespace Interp.Models.Configs;

/// <summary>
/// Keys of config.json that do not change the forward pass, each with the reason. The general ones are the attributes that
/// transformers' own configuration and generation classes have, in any version from 2 to 5, and a few of other tools.
/// </summary>
public static class IgnoredKeys
{
    private const string Training = "concerns training only";
    private const string Bookkeeping = "says where the file comes from";
    private const string Generation = "concerns text generation only";
    private const string Tokenizer = "belongs to the tokenizer";
    private const string Heads = "concerns heads other than the language model's";
    private const string Storage = "the run's dtype is the caller's choice";
    private const string Results = "says which results Python returns";
    private const string Route = "chooses a route of computation, not its result";

    /// <summary>Of any architecture: key and reason.</summary>
    public static FrozenDictionary<string, string> Common { get; } = Table(
        (Bookkeeping,
        [
            "model_type", "architectures", "transformers_version", "_name_or_path", "name_or_path", "_commit_hash", "_auto_class",
            "is_llama_config", "transformers.js_config", "custom_pipelines", "created_date", "unsloth_fixed", "unsloth_version", "eight_bit",
        ]),
        (Storage, ["torch_dtype", "dtype", "use_bfloat16"]),
        (Training,
        [
            "initializer_range", "gradient_checkpointing", "gradient_checkpointing_kwargs", "attention_dropout", "hidden_dropout",
            "classifier_dropout", "attention_probs_dropout_prob", "hidden_dropout_prob", "finetuning_task", "problem_type", "tf_legacy_loss",
        ]),
        (Heads, ["id2label", "label2id", "num_labels", "_num_labels"]),
        (Tokenizer,
        [
            "tokenizer_class", "prefix", "bos_token", "eos_token", "pad_token", "unk_token", "sep_token",
            "bos_token_id", "eos_token_id", "pad_token_id", "unk_token_id", "sep_token_id", "cls_token_id", "mask_token_id",
        ]),
        (Results, ["return_dict", "output_attentions", "output_hidden_states", "output_scores", "output_logits", "return_dict_in_generate", "keys_to_ignore_at_inference"]),
        (Route,
        [
            "torchscript", "chunk_size_feed_forward", "pretraining_tp", "xla_device", "attn_implementation", "_attn_implementation",
            "_attn_implementation_internal", "_attn_implementation_autoset", "experts_implementation", "_experts_implementation",
            "_experts_implementation_internal", "base_model_tp_plan", "base_model_pp_plan", "base_model_fsdp_plan", "base_model_ep_plan",
        ]),
        ("a decoder alone is a decoder, and has no encoder to share with or to attend to",
            ["is_decoder", "tie_encoder_decoder", "cross_attention_hidden_size", "decoder_start_token_id"]),
        (Generation,
        [
            "task_specific_params", "use_cache", "cache_implementation", "cache_config", "return_legacy_cache", "prefill_chunk_size",
            "max_length", "min_length", "max_new_tokens", "min_new_tokens", "max_time", "early_stopping", "stop_strings",
            "do_sample", "num_beams", "num_beam_groups", "penalty_alpha", "dola_layers", "temperature", "top_k", "top_p", "top_h", "min_p",
            "typical_p", "epsilon_cutoff", "eta_cutoff", "diversity_penalty", "repetition_penalty", "encoder_repetition_penalty",
            "length_penalty", "no_repeat_ngram_size", "encoder_no_repeat_ngram_size", "bad_words_ids", "force_words_ids", "constraints",
            "renormalize_logits", "forced_bos_token_id", "forced_eos_token_id", "forced_decoder_ids", "remove_invalid_values",
            "exponential_decay_length_penalty", "suppress_tokens", "begin_suppress_tokens", "sequence_bias", "token_healing",
            "guidance_scale", "low_memory", "watermarking_config", "num_return_sequences", "is_assistant", "num_assistant_tokens",
            "num_assistant_tokens_schedule", "assistant_confidence_threshold", "prompt_lookup_num_tokens", "max_matching_ngram_size",
            "assistant_early_exit", "assistant_lookbehind", "target_lookbehind", "compile_config", "disable_compile",
            "continuous_batching_config",
        ]));

    /// <summary>Of GPT-2 and GPT-J, whose configs share an ancestor.</summary>
    internal static FrozenDictionary<string, string> Gpt { get; } = Table(
        (Training, ["attn_pdrop", "embd_pdrop", "resid_pdrop"]),
        ("an old name of n_positions", ["n_ctx"]),
        (Tokenizer, ["n_special", "predict_special_tokens"]),
        (Generation, ["output_past"]),
        (Heads, ["summary_activation", "summary_first_dropout", "summary_proj_to_labels", "summary_type", "summary_use_proj"]),
        ("an order of computation in half precision", ["reorder_and_upcast_attn"]));

    /// <summary>Of Phi-1, 1.5 and 2.</summary>
    internal static FrozenDictionary<string, string> Phi { get; } = Table(
        ("all maps have biases, whatever it says", ["attention_bias"]),
        (Training, ["embd_pdrop", "resid_pdrop"]),
        ("transformers' own class took the place of the repository's code", ["auto_map"]));

    /// <summary>Of Phi-3.</summary>
    internal static FrozenDictionary<string, string> Phi3 { get; } = Table(
        (Training, ["embd_pdrop", "resid_pdrop"]),
        ("transformers' own class took the place of the repository's code", ["auto_map"]),
        ("concerns a scaling of rotary positions that is refused", ["original_max_position_embeddings"]));

    /// <summary>Of Gemma 2 and 3.</summary>
    internal static FrozenDictionary<string, string> Gemma { get; } = Table(
        ("hidden_activation counts", ["hidden_act"]));

    // Keys that change nothing while they say what every model here is.
    private static readonly FrozenDictionary<string, JsonValueKind> OnlyAs = new Dictionary<string, JsonValueKind>
    {
        ["is_encoder_decoder"] = JsonValueKind.False,
        ["add_cross_attention"] = JsonValueKind.False,
        ["use_bidirectional_attention"] = JsonValueKind.False,
        ["use_mrope"] = JsonValueKind.False,
    }.ToFrozenDictionary();

    /// <summary>Whether a key, of any architecture, changes nothing with the value it has.</summary>
    internal static bool ChangeNothing(JsonProperty property) =>
        (OnlyAs.TryGetValue(property.Name, out var harmless) && property.Value.ValueKind == harmless)
        || (property.Name == "pruned_heads" && property.Value is { ValueKind: JsonValueKind.Object } heads && !heads.EnumerateObject().Any());

    private static FrozenDictionary<string, string> Table(params (string Reason, string[] Keys)[] rows) =>
        rows.SelectMany(row => row.Keys.Select(key => KeyValuePair.Create(key, row.Reason))).ToFrozenDictionary();
}
