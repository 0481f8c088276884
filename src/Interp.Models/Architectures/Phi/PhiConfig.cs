using Interp.Core.Transformer;
using Interp.Models.Checkpoints;
using Interp.Models.Configs;

namespace Interp.Models.Architectures.Phi;

/// <summary>The numbers of a Phi-1, 1.5 or 2.</summary>
internal sealed record PhiConfig
{
    public required TransformerInfo Info { get; init; }

    public required double NormEpsilon { get; init; }

    public required RopeConfig Rope { get; init; }

    public required Activation Activation { get; init; }

    public required bool TiedUnembedding { get; init; }

    /// <summary>From config.json.</summary>
    public static PhiConfig Read(ConfigReader json)
    {
        var heads = json.Int("num_attention_heads");
        var kvHeads = json.FindInt("num_key_value_heads") ?? heads;
        if (heads % kvHeads != 0)
            throw json.Wrong("num_key_value_heads", kvHeads, $"a divisor of num_attention_heads, which is {heads}");
        json.Expect("qk_layernorm", false, "norms of queries and keys");
        var info = new TransformerInfo
        {
            Architecture = "Phi",
            Layers = json.Int("num_hidden_layers"),
            DModel = json.Int("hidden_size"),
            Heads = heads,
            KvHeads = kvHeads,
            DHead = json.Quotient("hidden_size", "num_attention_heads"),
            DMlp = json.Int("intermediate_size"),
            DVocab = json.Int("vocab_size"),
            ContextLength = json.Int("max_position_embeddings", absent: 2048),
        };
        SizeGuard.Check(info, json.Where);
        var rope = RopeConfig.Read(json, RopeKeys.Usual with { ShareAbsent = 0.5 }, info.DHead, info.ContextLength);
        // The repository's old code read it, transformers does not.
        if (json.FindInt("rotary_dim") is { } width && width != rope.Width)
            throw json.Wrong("rotary_dim", width, $"what partial_rotary_factor makes of a head of {info.DHead}, {rope.Width}, or no such key");
        var config = new PhiConfig
        {
            Info = info,
            NormEpsilon = json.NonNegative("layer_norm_eps", absent: 1e-5),
            Rope = rope,
            Activation = json.Choice("hidden_act", ActivationNames.HuggingFace, absent: Activation.GeluTanh),
            TiedUnembedding = json.Bool("tie_word_embeddings", absent: false),
        };
        json.Finish(IgnoredKeys.Common, IgnoredKeys.Phi);
        return config;
    }

    /// <summary>From a GGUF file's metadata.</summary>
    public static PhiConfig Read(GgufFile file)
    {
        var keys = new GgufKeys(file, "phi2");
        var heads = keys.Int("attention.head_count");
        var kvHeads = keys.FindInt("attention.head_count_kv") ?? heads;
        if (heads % kvHeads != 0)
            throw keys.Wrong("attention.head_count_kv", kvHeads, $"a divisor of attention.head_count, which is {heads}");
        var info = new TransformerInfo
        {
            Architecture = "Phi",
            Layers = keys.Int("block_count"),
            DModel = keys.Int("embedding_length"),
            Heads = heads,
            KvHeads = kvHeads,
            DHead = keys.Quotient("embedding_length", "attention.head_count"),
            DMlp = keys.Int("feed_forward_length"),
            DVocab = keys.Vocabulary(),
            ContextLength = keys.Int("context_length"),
        };
        SizeGuard.Check(info, file.Path);
        var config = new PhiConfig
        {
            Info = info,
            NormEpsilon = keys.NonNegative("attention.layer_norm_epsilon"),
            Rope = keys.Rope(info.DHead),
            Activation = Activation.GeluTanh,
            TiedUnembedding = false,
        };
        keys.Finish();
        return config;
    }
}
