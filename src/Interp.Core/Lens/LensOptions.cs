using System.Collections.Immutable;
using Interp.Core.Prompts;
using Interp.Core.Tokens;
using Interp.Core.Transformer;

namespace Interp.Core.Lens;

/// <summary>How states are read.</summary>
public sealed record LensOptions
{
    /// <summary>The logit lens, label logits only.</summary>
    public static LensOptions Default { get; } = new();

    /// <summary>Which states are read; null for all. Of the last one alone only the wanted tokens of the last block are computed.</summary>
    public ImmutableArray<int>? States { get; init; }

    /// <summary>Also what the whole vocabulary says: the normalizer, for log-probabilities, and the likeliest token that is no label. Costs a full unembedding of every state. Read in any case where the protocol needs it.</summary>
    public bool FullVocabulary { get; init; }

    /// <summary>The paper's definitions or its code's behaviour; null for that of the prompts, or the definitions where they have none.</summary>
    public Protocol? Protocol { get; init; }

    /// <summary>Another lens than the logit lens; null for that.</summary>
    public IReadout? Readout { get; init; }

    /// <summary>The same under the one protocol of prompts and reading.</summary>
    /// <exception cref="ArgumentException">They are of different ones.</exception>
    internal LensOptions For(IEnumerable<IMarkedTokens> prompts) => this with { Protocol = PromptProtocols.Of(prompts, Protocol) };

    /// <summary>True where the normalizer is read: as asked for, or because the protocol's shares are made with it.</summary>
    internal bool ReadsVocabulary => FullVocabulary || Protocol is { AddsEpsilonToShares: true };

    /// <summary>The states that are read of a model.</summary>
    /// <exception cref="ArgumentException">States that it does not have.</exception>
    internal ImmutableArray<int> StatesOf(HookedTransformer model)
    {
        var states = States ?? [.. Enumerable.Range(0, model.Info.Layers + 1)];
        return states.All(state => state >= 0 && state <= model.Info.Layers)
            ? states
            : throw new ArgumentException($"States [{string.Join(", ", states)}] are to be read; the model has states 0..{model.Info.Layers}.");
    }

    /// <exception cref="ArgumentException">A lens of another protocol, or one that cannot read some state.</exception>
    internal IReadout ReadoutOf(HookedTransformer model)
    {
        if (Readout?.Under(Protocol) is not { } readout)
            return new LogitLensReadout(model, Protocol);
        readout.Require(StatesOf(model));
        return readout;
    }
}
