using Interp.Core.Transformer;
using Interp.Models.Checkpoints;
using Interp.Models.Configs;

namespace Interp.Models.Architectures.Gpt2;

/// <summary>The numbers of a GPT-2.</summary>
internal sealed record Gpt2Config
{
    public required TransformerInfo Info { get; init; }

    public required double NormEpsilon { get; init; }

    public required Activation Activation { get; init; }

    /// <summary>Scores are scaled by d_head^-0.5; some configs switch that off.</summary>
    public required bool ScalesByWidth { get; init; }

    /// <summary>Scores of block i are divided by i + 1 as well.</summary>
    public required bool ScalesByLayer { get; init; }

    public required bool TiedUnembedding { get; init; }

    /// <summary>Factor of the attention scores in a block.</summary>
    public double ScoreScale(int layer) => (ScalesByWidth ? Math.Pow(Info.DHead, -0.5) : 1) / (ScalesByLayer ? layer + 1 : 1);

    /// <summary>From config.json.</summary>
    public static Gpt2Config Read(ConfigReader json)
    {
        json.AddSynonyms(Synonyms.Gpt);
        var dModel = json.Int("n_embd");
        var heads = json.Int("n_head");
        var config = new Gpt2Config
        {
            Info = new TransformerInfo
            {
                Architecture = "GPT-2",
                Layers = json.Int("n_layer"),
                DModel = dModel,
                Heads = heads,
                KvHeads = heads,
                DHead = json.Quotient("n_embd", "n_head"),
                DMlp = json.FindInt("n_inner") ?? 4 * dModel,
                DVocab = json.Int("vocab_size"),
                ContextLength = json.Int("n_positions"),
            },
            NormEpsilon = json.NonNegative("layer_norm_epsilon", absent: 1e-5),
            Activation = json.Choice("activation_function", ActivationNames.HuggingFace, absent: Activation.GeluTanh),
            ScalesByWidth = json.Bool("scale_attn_weights", absent: true),
            ScalesByLayer = json.Bool("scale_attn_by_inverse_layer_idx", absent: false),
            TiedUnembedding = json.Bool("tie_word_embeddings", absent: true),
        };
        json.Finish(IgnoredKeys.Common, IgnoredKeys.Gpt);
        return config;
    }

    /// <summary>From a GGUF file's metadata.</summary>
    public static Gpt2Config Read(GgufFile file)
    {
        var keys = new GgufKeys(file, "gpt2");
        var dModel = keys.Int("embedding_length");
        var heads = keys.Int("attention.head_count");
        keys.Expect("attention.head_count_kv", heads);
        var config = new Gpt2Config
        {
            Info = new TransformerInfo
            {
                Architecture = "GPT-2",
                Layers = keys.Int("block_count"),
                DModel = dModel,
                Heads = heads,
                KvHeads = heads,
                DHead = keys.Quotient("embedding_length", "attention.head_count"),
                DMlp = keys.Int("feed_forward_length"),
                DVocab = keys.Vocabulary(),
                ContextLength = keys.Int("context_length"),
            },
            NormEpsilon = keys.NonNegative("attention.layer_norm_epsilon"),
            Activation = Activation.GeluTanh,
            ScalesByWidth = true,
            ScalesByLayer = false,
            TiedUnembedding = !file.Entries.ContainsKey("output.weight"),
        };
        keys.Finish();
        return config;
    }
}
