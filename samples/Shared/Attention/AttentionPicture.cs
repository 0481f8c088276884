using System.Collections.Immutable;
using Interp.Core.Prompts;
using Interp.Core.Transformer;

namespace Interp.Samples.Shared.Attention;

/// <summary>What one head attends to from the token before a prompt's last label: the paper's Figure 5, as plain values.</summary>
public sealed record AttentionPicture
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The head.</summary>
    public required HeadId Head { get; init; }

    /// <summary>Whose prompt it is: "Unnatural".</summary>
    public required string Source { get; init; }

    /// <summary>Whether the prompt's labels are correct or false.</summary>
    public required PromptKind Prompts { get; init; }

    /// <summary>All tokens of the prompt, in order; those of the last label are left out, as the query cannot see them.</summary>
    public required ImmutableArray<AttentionToken> Tokens { get; init; }

    /// <summary>For each demonstration whether its true class is that of the last one.</summary>
    public required ImmutableArray<bool> SameClass { get; init; }

    /// <summary>Why this head is shown: "attends to labels, not by class"; empty for one that was asked for.</summary>
    public string Caption { get; init; } = "";

    /// <summary>Attention to the label tokens of earlier demonstrations, in all.</summary>
    public double ToLabels => Tokens.Where(token => token.Role == AttentionTokenRole.Label).Sum(token => token.Weight ?? 0);

    /// <summary>Attention to the label tokens of earlier demonstrations of the same class as the last one.</summary>
    public double ToLabelsOfSameClass => Tokens.Where(token => token.Role == AttentionTokenRole.Label && SameClass[token.Demonstration]).Sum(token => token.Weight ?? 0);

    /// <summary>Demonstrations as lines: the tokens of each, those before the first demonstration as a line of their own.</summary>
    public IEnumerable<IGrouping<int, AttentionToken>> Lines() => Tokens.GroupBy(token => token.Demonstration);
}
