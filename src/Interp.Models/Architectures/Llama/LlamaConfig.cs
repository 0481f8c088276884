using Interp.Core.Transformer;
using Interp.Models.Checkpoints;
using Interp.Models.Configs;

namespace Interp.Models.Architectures.Llama;

/// <summary>The numbers of a Llama.</summary>
internal sealed record LlamaConfig
{
    public required TransformerInfo Info { get; init; }

    public required double NormEpsilon { get; init; }

    public required RopeConfig Rope { get; init; }

    public required Activation Activation { get; init; }

    public required bool AttentionBias { get; init; }

    public required bool MlpBias { get; init; }

    public required bool TiedUnembedding { get; init; }

    /// <summary>From config.json of either generation.</summary>
    public static LlamaConfig Read(ConfigReader json)
    {
        json.AddSynonyms(Synonyms.Llama);
        var dModel = json.Int("hidden_size");
        var heads = json.Int("num_attention_heads");
        var dHead = json.FindInt("head_dim") ?? json.Quotient("hidden_size", "num_attention_heads");
        var kvHeads = json.FindInt("num_key_value_heads") ?? heads;
        if (heads % kvHeads != 0)
            throw json.Wrong("num_key_value_heads", kvHeads, $"a divisor of num_attention_heads, which is {heads}");
        var context = json.Int("max_position_embeddings", absent: 2048);
        json.Expect("rope_interleaved", false, "rotary positions on adjacent pairs");
        var config = new LlamaConfig
        {
            Info = new TransformerInfo
            {
                Architecture = "Llama",
                Layers = json.Int("num_hidden_layers"),
                DModel = dModel,
                Heads = heads,
                KvHeads = kvHeads,
                DHead = dHead,
                DMlp = json.Int("intermediate_size"),
                DVocab = json.Int("vocab_size"),
                ContextLength = context,
            },
            NormEpsilon = json.Double("rms_norm_eps", absent: 1e-6),
            Rope = RopeConfig.Read(json, RopeKeys.Usual, dHead, context),
            Activation = json.Choice("hidden_act", ActivationNames.HuggingFace, absent: Activation.Silu),
            AttentionBias = json.Bool("attention_bias", absent: false),
            MlpBias = json.Bool("mlp_bias", absent: false),
            TiedUnembedding = json.Bool("tie_word_embeddings", absent: false),
        };
        json.Finish(IgnoredKeys.Common);
        return config;
    }

    /// <summary>From a GGUF file's metadata.</summary>
    public static LlamaConfig Read(GgufFile file)
    {
        var keys = new GgufKeys(file, "llama");
        var heads = keys.Int("attention.head_count");
        var dModel = keys.Int("embedding_length");
        var dHead = keys.FindInt("attention.key_length") ?? keys.Quotient("embedding_length", "attention.head_count");
        keys.Expect("attention.value_length", dHead);
        var kvHeads = keys.FindInt("attention.head_count_kv") ?? heads;
        if (heads % kvHeads != 0)
            throw keys.Wrong("attention.head_count_kv", kvHeads, $"a divisor of attention.head_count, which is {heads}");
        var config = new LlamaConfig
        {
            Info = new TransformerInfo
            {
                Architecture = "Llama",
                Layers = keys.Int("block_count"),
                DModel = dModel,
                Heads = heads,
                KvHeads = kvHeads,
                DHead = dHead,
                DMlp = keys.Int("feed_forward_length"),
                DVocab = keys.Vocabulary(),
                ContextLength = keys.Int("context_length"),
            },
            NormEpsilon = keys.Double("attention.layer_norm_rms_epsilon"),
            Rope = keys.Rope(dHead),
            Activation = Activation.Silu,
            AttentionBias = file.Entries.ContainsKey("blk.0.attn_q.bias"),
            MlpBias = file.Entries.ContainsKey("blk.0.ffn_gate.bias"),
            TiedUnembedding = !file.Entries.ContainsKey("output.weight"),
        };
        keys.Finish();
        return config;
    }
}
