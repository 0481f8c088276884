using System.Collections.Immutable;

namespace Interp.Core.Prompts;

/// <summary>The prompts of one cell of a study: one dataset, one format, one setting, one seed.</summary>
public sealed record PromptSet
{
    /// <summary>The dataset's key, as in the paper's result files ("sst2", "agnews").</summary>
    public required string Dataset { get; init; }

    /// <summary>Index of the prompt format; 0 where the dataset has one only.</summary>
    public required int Format { get; init; }

    /// <summary>How the false prompts' labels were dealt.</summary>
    public required Setting Setting { get; init; }

    /// <summary>Seed of every random choice in the set.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The reading of the paper that the prompts were made by.</summary>
    public Protocol Protocol { get; init; } = Protocol.Corrected;

    /// <summary>Label words in class order.</summary>
    public required ImmutableArray<string> Labels { get; init; }

    /// <summary>For each label the one token that is scored: the first of " " + label. Pairwise distinct.</summary>
    public required ImmutableArray<int> LabelTokens { get; init; }

    /// <summary>The prompts; all have the same number of demonstrations.</summary>
    public required ImmutableArray<PromptPair> Pairs { get; init; }

    /// <summary>Number of demonstrations of every prompt, the last one included.</summary>
    public int Demonstrations => Pairs[0].Correct.PreLabel.Length;

    /// <summary>Calibrated accuracy of a guess: 1 / number of labels.</summary>
    public double Chance => 1.0 / Labels.Length;

    /// <summary>All prompts of one kind, in order; each knows the set's protocol.</summary>
    /// <param name="kind">Correct or false.</param>
    public IReadOnlyList<Prompt> Prompts(PromptKind kind) => [.. Pairs.Select(pair => pair[kind] with { Protocol = Protocol })];
}
