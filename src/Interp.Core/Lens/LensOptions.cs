using Interp.Core.Transformer;

namespace Interp.Core.Lens;

/// <summary>How states are read.</summary>
public sealed record LensOptions
{
    /// <summary>The logit lens, label logits only.</summary>
    public static LensOptions Default { get; } = new();

    /// <summary>Also the normalizer over the whole vocabulary, for log-probabilities. Costs a full unembedding of every state.</summary>
    public bool FullVocabulary { get; init; }

    /// <summary>The paper's definitions or its code's behaviour; null for that of the prompts, or the definitions where they have none.</summary>
    public Protocol? Protocol { get; init; }

    /// <summary>Another lens than the logit lens; null for that.</summary>
    public IReadout? Readout { get; init; }

    internal IReadout ReadoutOf(HookedTransformer model) => Readout ?? new LogitLensReadout(model, Protocol);
}
