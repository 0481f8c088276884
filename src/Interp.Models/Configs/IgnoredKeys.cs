using System.Collections.Frozen;

namespace Interp.Models.Configs;

/// <summary>Keys of config.json that do not change the forward pass, each with the reason.</summary>
public static class IgnoredKeys
{
    private const string Training = "concerns training only";
    private const string Bookkeeping = "says where the file comes from";
    private const string Generation = "concerns text generation only";
    private const string Tokenizer = "belongs to the tokenizer";
    private const string Heads = "concerns heads other than the language model's";
    private const string Storage = "the run's dtype is the caller's choice";

    /// <summary>Of any architecture: key and reason.</summary>
    public static FrozenDictionary<string, string> Common { get; } = new Dictionary<string, string>
    {
        ["architectures"] = Bookkeeping,
        ["_name_or_path"] = Bookkeeping,
        ["_commit_hash"] = Bookkeeping,
        ["_attn_implementation_autoset"] = Bookkeeping,
        ["transformers_version"] = Bookkeeping,
        ["model_type"] = "chose the reader",
        ["torch_dtype"] = Storage,
        ["dtype"] = Storage,
        ["initializer_range"] = Training,
        ["gradient_checkpointing"] = Training,
        ["attention_dropout"] = Training,
        ["hidden_dropout"] = Training,
        ["classifier_dropout"] = Training,
        ["attention_probs_dropout_prob"] = Training,
        ["hidden_dropout_prob"] = Training,
        ["use_cache"] = Generation,
        ["bos_token_id"] = Tokenizer,
        ["eos_token_id"] = Tokenizer,
        ["pad_token_id"] = Tokenizer,
        ["unk_token_id"] = Tokenizer,
        ["sep_token_id"] = Tokenizer,
        ["tokenizer_class"] = Tokenizer,
        ["task_specific_params"] = Generation,
        ["output_attentions"] = Generation,
        ["output_hidden_states"] = Generation,
        ["return_dict"] = Generation,
        ["max_length"] = Generation,
        ["num_beams"] = Generation,
        ["do_sample"] = Generation,
        ["temperature"] = Generation,
        ["is_llama_config"] = Bookkeeping,
        ["is_decoder"] = Bookkeeping,
        ["transformers.js_config"] = Bookkeeping,
        ["pretraining_tp"] = "splits a product without changing it",
    }.ToFrozenDictionary();

    /// <summary>Of GPT-2 and GPT-J, whose configs share an ancestor.</summary>
    internal static FrozenDictionary<string, string> Gpt { get; } = new Dictionary<string, string>
    {
        ["attn_pdrop"] = Training,
        ["embd_pdrop"] = Training,
        ["resid_pdrop"] = Training,
        ["n_ctx"] = "an old name of n_positions",
        ["n_special"] = Tokenizer,
        ["predict_special_tokens"] = Tokenizer,
        ["output_past"] = Generation,
        ["summary_activation"] = Heads,
        ["summary_first_dropout"] = Heads,
        ["summary_proj_to_labels"] = Heads,
        ["summary_type"] = Heads,
        ["summary_use_proj"] = Heads,
        ["reorder_and_upcast_attn"] = "an order of computation in half precision",
        ["cross_attention_hidden_size"] = Heads,
        ["gradient_checkpointing_kwargs"] = Training,
    }.ToFrozenDictionary();
}
