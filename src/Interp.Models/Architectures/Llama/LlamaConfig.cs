using System.Collections.Immutable;
using Interp.Core.Transformer;
using Interp.Models.Checkpoints;
using Interp.Models.Configs;

namespace Interp.Models.Architectures.Llama;

/// <summary>The numbers of a Llama or a descendant of it.</summary>
internal sealed record LlamaConfig
{
    private const string QueryScalar = "query_pre_attn_scalar";

    public required LlamaKind Kind { get; init; }

    public required TransformerInfo Info { get; init; }

    public required double NormEpsilon { get; init; }

    public required Activation Activation { get; init; }

    /// <summary>Of the maps to queries, keys and values.</summary>
    public required bool QkvBias { get; init; }

    public required bool OutputBias { get; init; }

    public required bool MlpBias { get; init; }

    public required bool TiedUnembedding { get; init; }

    public required ImmutableArray<LlamaBlock> Blocks { get; init; }

    public required double ScoreScale { get; init; }

    public double? ScoreCap { get; init; }

    public double? LogitCap { get; init; }

    /// <summary>Whether the file holds gains that 1 is to be added to.</summary>
    public bool AddsOneToGains { get; init; }

    /// <summary>Whether the file orders the rows of query and key heads so that adjacent pairs turn.</summary>
    public bool OrdersAdjacentPairs { get; init; }

    /// <summary>From config.json of either generation.</summary>
    public static LlamaConfig Read(ConfigReader json, LlamaKind kind)
    {
        json.AddSynonyms(Synonyms.Llama);
        var heads = json.Int("num_attention_heads");
        var kvHeads = json.OptionalInt("num_key_value_heads", kind.KeyHeadsAbsent) ?? heads;
        if (heads % kvHeads != 0)
            throw json.Wrong("num_key_value_heads", kvHeads, $"a divisor of num_attention_heads, which is {heads}");
        json.Expect("rope_interleaved", false, "rotary positions on adjacent pairs");
        var info = new TransformerInfo
        {
            Architecture = kind.Name,
            Layers = json.Int("num_hidden_layers"),
            DModel = json.Int("hidden_size"),
            Heads = heads,
            KvHeads = kvHeads,
            DHead = json.OptionalInt("head_dim", kind.HeadWidthAbsent) ?? json.Quotient("hidden_size", "num_attention_heads"),
            DMlp = json.Int("intermediate_size"),
            DVocab = json.Int("vocab_size"),
            ContextLength = json.Int("max_position_embeddings", kind.ContextAbsent),
        };
        SizeGuard.Check(info, json.Where);
        var bias = Bias(json, kind);
        var config = new LlamaConfig
        {
            Kind = kind,
            Info = info,
            NormEpsilon = json.NonNegative("rms_norm_eps", kind.EpsilonAbsent),
            Activation = json.Choice(kind.ActivationKey, ActivationNames.HuggingFace, kind.ActivationAbsent),
            QkvBias = bias || kind.Biases == LlamaBiases.QueriesKeysValues,
            OutputBias = bias,
            MlpBias = kind.ConfiguresMlpBias && json.Bool("mlp_bias", absent: false),
            TiedUnembedding = json.Bool("tie_word_embeddings", kind.TiedAbsent),
            Blocks = kind.Layout(json, kind.Rope, info),
            ScoreScale = Math.Pow(kind.QueryScalarAbsent is { } scalar ? Positive(json, QueryScalar, scalar) ?? throw json.Wrong(QueryScalar, "null", "a positive number") : info.DHead, -0.5),
            ScoreCap = kind.ConfiguresCaps ? Positive(json, "attn_logit_softcapping", kind.ScoreCapAbsent) : null,
            LogitCap = kind.ConfiguresCaps ? Positive(json, "final_logit_softcapping", kind.LogitCapAbsent) : null,
            AddsOneToGains = kind.AddsOneToGains,
        };
        json.Finish(IgnoredKeys.Common, kind.Ignored);
        return config;
    }

    /// <summary>From a GGUF file's metadata. Its converter has added 1 to the gains already.</summary>
    public static LlamaConfig Read(GgufFile file, LlamaKind kind, LlamaGguf gguf)
    {
        var keys = new GgufKeys(file, gguf.Name);
        var heads = keys.Int("attention.head_count");
        var dHead = keys.FindInt("attention.key_length") ?? keys.Quotient("embedding_length", "attention.head_count");
        keys.Expect("attention.value_length", dHead);
        var kvHeads = keys.FindInt("attention.head_count_kv") ?? heads;
        if (heads % kvHeads != 0)
            throw keys.Wrong("attention.head_count_kv", kvHeads, $"a divisor of attention.head_count, which is {heads}");
        var info = new TransformerInfo
        {
            Architecture = kind.Name,
            Layers = keys.Int("block_count"),
            DModel = keys.Int("embedding_length"),
            Heads = heads,
            KvHeads = kvHeads,
            DHead = dHead,
            DMlp = keys.Int("feed_forward_length"),
            DVocab = keys.Vocabulary(),
            ContextLength = keys.Int("context_length"),
        };
        SizeGuard.Check(info, file.Path);
        var config = new LlamaConfig
        {
            Kind = kind,
            Info = info,
            NormEpsilon = keys.NonNegative("attention.layer_norm_rms_epsilon"),
            Activation = kind.ActivationAbsent,
            QkvBias = file.Entries.ContainsKey("blk.0.attn_q.bias"),
            OutputBias = file.Entries.ContainsKey("blk.0.attn_output.bias"),
            MlpBias = file.Entries.ContainsKey("blk.0.ffn_gate.bias"),
            TiedUnembedding = !file.Entries.ContainsKey("output.weight"),
            Blocks = gguf.Layout(keys, info),
            ScoreScale = Math.Pow(gguf.QueryScalar(info), -0.5),
            ScoreCap = kind.ConfiguresCaps ? Positive(keys, "attn_logit_softcapping") ?? kind.ScoreCapAbsent : null,
            LogitCap = kind.ConfiguresCaps ? Positive(keys, "final_logit_softcapping") ?? kind.LogitCapAbsent : null,
            OrdersAdjacentPairs = gguf.OrdersAdjacentPairs,
        };
        keys.Finish();
        return config;
    }

    private static bool Bias(ConfigReader json, LlamaKind kind)
    {
        if (kind.Biases == LlamaBiases.AsConfigured)
            return json.Bool("attention_bias", absent: false);
        json.Expect("attention_bias", false, "biases in attention, which this architecture does not have");
        return false;
    }

    private static double? Positive(ConfigReader json, string key, double? absent) =>
        json.OptionalDouble(key, absent) is { } value && !(value > 0) ? throw json.Wrong(key, value, "a positive number") : json.OptionalDouble(key, absent);

    private static double? Positive(GgufKeys keys, string key) =>
        keys.FindDouble(key) is { } value && !(value > 0 && double.IsFinite(value)) ? throw keys.Wrong(key, value, "a positive number") : keys.FindDouble(key);
}
