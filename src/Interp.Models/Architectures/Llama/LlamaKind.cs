using System.Collections.Frozen;
using System.Collections.Immutable;
using Interp.Core.Transformer;
using Interp.Models.Configs;

namespace Interp.Models.Architectures.Llama;

/// <summary>A descendant of Llama by what it does otherwise; what is not said is as in Llama.</summary>
internal sealed record LlamaKind
{
    /// <summary>For people: "Qwen3".</summary>
    public required string Name { get; init; }

    /// <summary>config.json's model_type.</summary>
    public required string ModelType { get; init; }

    /// <summary>Python's classes.</summary>
    public required ImmutableArray<string> Classes { get; init; }

    /// <summary>How llama.cpp writes it; null where it has no name for it.</summary>
    public LlamaGguf? Gguf { get; init; }

    /// <summary>The context where the config names none.</summary>
    public int ContextAbsent { get; init; } = 2048;

    /// <summary>Width of a head where the config names none; null for d_model by the heads.</summary>
    public int? HeadWidthAbsent { get; init; }

    /// <summary>Key and value heads where the config names none; null for as many as heads.</summary>
    public int? KeyHeadsAbsent { get; init; }

    /// <summary>What norms add to the mean square where the config does not say.</summary>
    public double EpsilonAbsent { get; init; } = 1e-6;

    /// <summary>Whether the unembedding is the embedding where the config does not say.</summary>
    public bool TiedAbsent { get; init; }

    /// <summary>The config's key of the activation.</summary>
    public string ActivationKey { get; init; } = "hidden_act";

    /// <summary>The activation where the config does not say.</summary>
    public Activation ActivationAbsent { get; init; } = Activation.Silu;

    /// <summary>Keys of the config that change nothing here, with the reason.</summary>
    public FrozenDictionary<string, string> Ignored { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>How the config states rotary positions.</summary>
    public RopeKeys Rope { get; init; } = RopeKeys.Usual;

    /// <summary>From the config to the rotary positions and window of each block.</summary>
    public LlamaLayout Layout { get; init; } = LlamaLayouts.Alike;

    /// <summary>Which maps of attention have a bias.</summary>
    public LlamaBiases Biases { get; init; }

    /// <summary>Whether the config's <c>mlp_bias</c> gives the MLP biases.</summary>
    public bool ConfiguresMlpBias { get; init; }

    /// <summary>The norms of a block.</summary>
    public LlamaNorms Norms { get; init; } = LlamaNorms.Before;

    /// <summary>Norms of queries and keys.</summary>
    public HeadNorms HeadNorms { get; init; }

    /// <summary>Whether a gain is stored as what it exceeds 1 by.</summary>
    public bool AddsOneToGains { get; init; }

    /// <summary>Whether embeddings are multiplied by the root of the stream's width.</summary>
    public bool ScalesEmbedding { get; init; }

    /// <summary>Whether one matrix holds queries, keys and values, and one the gate and what it multiplies.</summary>
    public bool Fuses { get; init; }

    /// <summary>The number whose inverse root scales scores where the config's <c>query_pre_attn_scalar</c> does not say; null for the width of a head, always.</summary>
    public double? QueryScalarAbsent { get; init; }

    /// <summary>Whether the config's <c>attn_logit_softcapping</c> and <c>final_logit_softcapping</c> count.</summary>
    public bool ConfiguresCaps { get; init; }

    /// <summary>Soft cap of scores where the config does not say.</summary>
    public double? ScoreCapAbsent { get; init; }

    /// <summary>Soft cap of logits where the config does not say.</summary>
    public double? LogitCapAbsent { get; init; }

    /// <summary>The architecture as the loader sees it.</summary>
    public Architecture ToArchitecture() => new(ModelType, json => Llama.Recipe(LlamaConfig.Read(json, this)))
    {
        Classes = Classes,
        Gguf = Gguf is { } gguf ? new GgufArchitecture(gguf.Name, file => Llama.Recipe(LlamaConfig.Read(file, this, gguf)), gguf.NameInFile) : null,
    };
}
