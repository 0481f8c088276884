namespace Interp.Core;

/// <summary>Which reading of the paper an experiment follows: what its text defines, or what its published code did.</summary>
/// <remarks>
/// Each property is one difference between the two and is false where the definition is followed. Start from
/// <see cref="Corrected"/> or <see cref="Published"/> and change single points with <c>with</c>.
/// </remarks>
public sealed record Protocol
{
    /// <summary>The paper's definitions. The default everywhere.</summary>
    public static Protocol Corrected { get; } = new();

    /// <summary>The published code, its mistakes included: what the paper's numbers were computed with.</summary>
    public static Protocol Published { get; } = new()
    {
        PublishedLabelWords = true,
        SeparatorCountedTwice = true,
        PositionsFromTokenCounts = true,
        NormalizesLastStateTwice = true,
        DropsUnembeddingBias = true,
        AddsEpsilonToShares = true,
        SilencesQueriesKeysValues = true,
        KeepsMlpBias = true,
    };

    /// <summary>Benchmarks show the label words of the published code where those are not the right ones; each benchmark says how they differ.</summary>
    public bool PublishedLabelWords { get; init; }

    /// <summary>
    /// The tokens between two demonstrations count twice against the length of a prompt: once in the budget of each
    /// demonstration and once more when an example has been chosen. Prompts come out shorter than they may be.
    /// </summary>
    public bool SeparatorCountedTwice { get; init; }

    /// <summary>
    /// Label positions are summed up from the token counts of the pieces instead of found in the whole prompt. Where a
    /// demonstration begins with white space all later positions are then one too high.
    /// </summary>
    public bool PositionsFromTokenCounts { get; init; }

    /// <summary>
    /// The settings that permute a share of the demonstrations permute exactly that share of each prompt (rounded to
    /// whole demonstrations, halves up). Neither the paper nor its code does this: there every demonstration is permuted
    /// with that probability by itself.
    /// </summary>
    public bool ExactPermutedShare { get; init; }

    /// <summary>The lens applies the final norm to the last state twice, so that its last layer is not the model's output.</summary>
    public bool NormalizesLastStateTwice { get; init; }

    /// <summary>The lens leaves out the unembedding's bias, which GPT-J has.</summary>
    public bool DropsUnembeddingBias { get; init; }

    /// <summary>
    /// Shares among the labels are ratios of vocabulary probabilities with 1e-14 added to each, so that labels which are all
    /// improbable seem equally so. Needs readings over the full vocabulary.
    /// </summary>
    public bool AddsEpsilonToShares { get; init; }

    /// <summary>
    /// An ablated head has its query, key and value zeroed at the token, and so has an ablated attention where one matrix
    /// makes all three (GPT-2, GPT-NeoX). The head is not silent then: a zero query attends evenly and adds the mean of
    /// earlier values.
    /// </summary>
    public bool SilencesQueriesKeysValues { get; init; }

    /// <summary>An ablated MLP has its inner activation zeroed and still adds its output bias.</summary>
    public bool KeepsMlpBias { get; init; }
}
