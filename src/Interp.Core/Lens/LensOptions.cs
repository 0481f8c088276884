namespace Interp.Core.Lens;

/// <summary>How to read.</summary>
public sealed record LensOptions
{
    /// <summary>Label logits only, 4,096 tokens a batch.</summary>
    public static LensOptions Default { get; } = new();

    /// <summary>Also the normalizer over the whole vocabulary, for log-probabilities. Costs a full unembedding of every layer.</summary>
    public bool FullVocabulary { get; init; }

    /// <summary>The paper's definitions or its code's behaviour.</summary>
    public Protocol Protocol { get; init; } = Protocol.Corrected;

    /// <summary>Most tokens that go through the model together, padding included.</summary>
    public int BatchTokens { get; init; } = 4096;

    /// <summary>Told the number of prompts read so far, counting both kinds; called on the reading thread.</summary>
    public IProgress<int>? Progress { get; init; }

    /// <summary>Ends the reading between two batches.</summary>
    public CancellationToken Cancellation { get; init; }
}
