using Interp.Core.Transformer;
using Interp.Models.Configs;

namespace Interp.Models.Architectures.GptJ;

/// <summary>The numbers of a GPT-J.</summary>
internal sealed record GptJConfig
{
    public required TransformerInfo Info { get; init; }

    public required double NormEpsilon { get; init; }

    public required RopeConfig Rope { get; init; }

    public required Activation Activation { get; init; }

    public required bool TiedUnembedding { get; init; }

    /// <summary>From config.json.</summary>
    public static GptJConfig Read(ConfigReader json)
    {
        json.AddSynonyms(Synonyms.Gpt);
        var dModel = json.Int("n_embd");
        var heads = json.Int("n_head");
        var dHead = json.Quotient("n_embd", "n_head");
        var rotary = json.Int("rotary_dim", absent: 64);
        if (rotary > dHead)
            throw json.Wrong("rotary_dim", rotary, $"at most the width of a head, which is {dHead}");
        json.Expect("rotary", true, "learned positions instead of rotary ones");
        json.Expect("scale_attn_weights", true, "attention scores without a scale");
        var config = new GptJConfig
        {
            Info = new TransformerInfo
            {
                Architecture = "GPT-J",
                Layers = json.Int("n_layer"),
                DModel = dModel,
                Heads = heads,
                KvHeads = heads,
                DHead = dHead,
                DMlp = json.FindInt("n_inner") ?? 4 * dModel,
                DVocab = json.Int("vocab_size"),
                ContextLength = json.Int("n_positions"),
            },
            NormEpsilon = json.NonNegative("layer_norm_epsilon", absent: 1e-5),
            Rope = new RopeConfig { Base = 10_000, Width = rotary, Scaling = new RopeScaling.None() },
            Activation = json.Choice("activation_function", ActivationNames.HuggingFace, absent: Activation.GeluTanh),
            TiedUnembedding = json.Bool("tie_word_embeddings", absent: false),
        };
        json.Finish(IgnoredKeys.Common, IgnoredKeys.Gpt);
        return config;
    }
}
