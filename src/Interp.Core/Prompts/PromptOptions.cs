namespace Interp.Core.Prompts;

/// <summary>What to draw: how many prompts of how many demonstrations, with which labels, from which seed.</summary>
public sealed record PromptOptions
{
    /// <summary>How the false prompts' labels are dealt.</summary>
    public required Setting Setting { get; init; }

    /// <summary>Demonstrations in a prompt, the last one (whose label is predicted) included; at least 1.</summary>
    public required int Demonstrations { get; init; }

    /// <summary>Number of prompt pairs; at least 1.</summary>
    public required int Count { get; init; }

    /// <summary>
    /// Seed of every random choice. All else equal, pair i is the same for every <see cref="Count"/>, and pairs of one
    /// seed show the same examples in every setting.
    /// </summary>
    public required ulong Seed { get; init; }

    /// <summary>
    /// Longest prompt in tokens. Examples are chosen so short that all demonstrations fit, whatever labels they show. The
    /// paper takes the model's context: 1,024 with 20 demonstrations (GPT-2), 2,048 with 40 (the others).
    /// </summary>
    public int MaximumTokens { get; init; } = 2048;

    /// <summary>The paper's definitions or its code's behaviour.</summary>
    public Protocol Protocol { get; init; } = Protocol.Corrected;
}
