using Interp.Core.Transformer;
using Interp.Models.Checkpoints;
using Interp.Models.Configs;

namespace Interp.Models.Architectures.GptNeoX;

/// <summary>The numbers of a GPT-NeoX or Pythia.</summary>
internal sealed record GptNeoXConfig
{
    private static readonly RopeKeys Rotary = new("rotary_emb_base", "rotary_pct", ShareAbsent: 0.25);

    public required TransformerInfo Info { get; init; }

    public required double NormEpsilon { get; init; }

    public required RopeConfig Rope { get; init; }

    public required Activation Activation { get; init; }

    public required Residual Residual { get; init; }

    public required bool AttentionBias { get; init; }

    public required bool TiedUnembedding { get; init; }

    /// <summary>From config.json of either generation.</summary>
    public static GptNeoXConfig Read(ConfigReader json)
    {
        json.AddSynonyms(Synonyms.GptNeoX);
        var dModel = json.Int("hidden_size");
        var heads = json.Int("num_attention_heads");
        var dHead = json.Quotient("hidden_size", "num_attention_heads");
        var context = json.Int("max_position_embeddings", absent: 2048);
        var config = new GptNeoXConfig
        {
            Info = new TransformerInfo
            {
                Architecture = "GPT-NeoX",
                Layers = json.Int("num_hidden_layers"),
                DModel = dModel,
                Heads = heads,
                KvHeads = heads,
                DHead = dHead,
                DMlp = json.Int("intermediate_size"),
                DVocab = json.Int("vocab_size"),
                ContextLength = context,
            },
            NormEpsilon = json.NonNegative("layer_norm_eps", absent: 1e-5),
            Rope = RopeConfig.Read(json, Rotary, dHead, context),
            Activation = json.Choice("hidden_act", ActivationNames.HuggingFace, absent: Activation.Gelu),
            Residual = json.Bool("use_parallel_residual", absent: true) ? Residual.Parallel : Residual.Sequential,
            AttentionBias = json.Bool("attention_bias", absent: true),
            TiedUnembedding = json.Bool("tie_word_embeddings", absent: false),
        };
        json.Finish(IgnoredKeys.Common);
        return config;
    }

    /// <summary>
    /// From a GGUF file's metadata, which does not name the activation: GPT-NeoX-20B, known by its sizes, has GELU's fast form,
    /// and all others published the error function.
    /// </summary>
    public static GptNeoXConfig Read(GgufFile file)
    {
        var keys = new GgufKeys(file, "gptneox");
        var dModel = keys.Int("embedding_length");
        var heads = keys.Int("attention.head_count");
        var dHead = keys.Quotient("embedding_length", "attention.head_count");
        keys.Expect("attention.head_count_kv", heads);
        var config = new GptNeoXConfig
        {
            Info = new TransformerInfo
            {
                Architecture = "GPT-NeoX",
                Layers = keys.Int("block_count"),
                DModel = dModel,
                Heads = heads,
                KvHeads = heads,
                DHead = dHead,
                DMlp = keys.Int("feed_forward_length"),
                DVocab = keys.Vocabulary(),
                ContextLength = keys.Int("context_length"),
            },
            NormEpsilon = keys.NonNegative("attention.layer_norm_epsilon"),
            Rope = keys.Rope(dHead),
            Activation = (keys.Int("block_count"), dModel) == (44, 6144) ? Activation.GeluFast : Activation.Gelu,
            Residual = keys.FindBool("use_parallel_residual") ?? true ? Residual.Parallel : Residual.Sequential,
            AttentionBias = true,
            TiedUnembedding = !file.Entries.ContainsKey("output.weight"),
        };
        keys.Finish();
        return config;
    }
}
