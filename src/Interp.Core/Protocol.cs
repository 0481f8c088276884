namespace Interp.Core;

/// <summary>Which reading of the paper an experiment follows: what its text defines, or what its published code did.</summary>
/// <remarks>
/// Each property is one difference between the two and is false where the definition is followed. Start from
/// <see cref="Corrected"/> or <see cref="Published"/> and change single points with <c>with</c>.
/// </remarks>
public sealed record Protocol
{
    private const string CorrectedName = "corrected";
    private const string PublishedName = "published";
    private const string Separator = " + ";

    private static readonly (string Name, Func<Protocol, bool> IsOn, Func<Protocol, Protocol> TurnOn)[] Switches =
    [
        (nameof(PublishedLabelWords), protocol => protocol.PublishedLabelWords, protocol => protocol with { PublishedLabelWords = true }),
        (nameof(SeparatorCountedTwice), protocol => protocol.SeparatorCountedTwice, protocol => protocol with { SeparatorCountedTwice = true }),
        (nameof(PositionsFromTokenCounts), protocol => protocol.PositionsFromTokenCounts, protocol => protocol with { PositionsFromTokenCounts = true }),
        (nameof(ExactPermutedShare), protocol => protocol.ExactPermutedShare, protocol => protocol with { ExactPermutedShare = true }),
        (nameof(NormalizesLastStateTwice), protocol => protocol.NormalizesLastStateTwice, protocol => protocol with { NormalizesLastStateTwice = true }),
        (nameof(DropsUnembeddingBias), protocol => protocol.DropsUnembeddingBias, protocol => protocol with { DropsUnembeddingBias = true }),
        (nameof(AddsEpsilonToShares), protocol => protocol.AddsEpsilonToShares, protocol => protocol with { AddsEpsilonToShares = true }),
        (nameof(SilencesQueriesKeysValues), protocol => protocol.SilencesQueriesKeysValues, protocol => protocol with { SilencesQueriesKeysValues = true }),
        (nameof(KeepsMlpBias), protocol => protocol.KeepsMlpBias, protocol => protocol with { KeepsMlpBias = true }),
    ];

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

    /// <summary>The protocol that a text names.</summary>
    /// <param name="text">As <see cref="ToString"/> gives it; switches may stand in any order.</param>
    /// <exception cref="FormatException">The text names no protocol; the message lists the known names.</exception>
    public static Protocol Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == PublishedName)
            return Published;

        var parts = text.Split(Separator);
        var protocol = parts[0] == CorrectedName ? Corrected : throw Unknown(text, parts[0]);
        foreach (var part in parts.Skip(1))
        {
            var (_, isOn, turnOn) = Switches.FirstOrDefault(known => known.Name == part);
            if (turnOn is null)
                throw Unknown(text, part);
            protocol = isOn(protocol) ? throw new FormatException($"Protocol \"{text}\" names {part} twice.") : turnOn(protocol);
        }

        return protocol;
    }

    /// <summary>
    /// The protocol as text: "corrected", "published", or, for any other, "corrected" and what is switched on, in the order
    /// of this type's properties: "corrected + SeparatorCountedTwice + KeepsMlpBias".
    /// </summary>
    public override string ToString() => Equals(Published)
        ? PublishedName
        : string.Join(Separator, Switches.Where(known => known.IsOn(this)).Select(known => known.Name).Prepend(CorrectedName));

    private static FormatException Unknown(string text, string part) => new(
        $"Protocol \"{text}\": \"{part}\" is not known here. Known: {CorrectedName}, {PublishedName}, and {CorrectedName} followed by \"{Separator}\" and any of "
        + $"{string.Join(", ", Switches.Select(known => known.Name))}.");
}
