using System.Collections.Immutable;
using System.ComponentModel;
using Interp.Core.Transformer;

namespace Interp.Core.Studies.Specs;

/// <summary>One ablation of a study, at the token before the last label.</summary>
public sealed record AblationSpec
{
    /// <summary>What it is called in results.</summary>
    [Description("What it is called in results.")]
    public required string Name { get; init; }

    /// <summary>What is taken away.</summary>
    [Description("What is taken away: the outputs of late attentions, MLPs or both, of heads, or (knockout) the attention to the labels of earlier demonstrations.")]
    public required AblatedComponent Component { get; init; }

    /// <summary>The first block that is ablated: an index from 0, or, between 0 and 1, a share of the depth.</summary>
    [Description("The first block that is ablated: an index (16), or, between 0 and 1, a share of the depth (0.57).")]
    public double? From { get; init; }

    /// <summary>The heads, for components that are heads or a knockout.</summary>
    [Description("The heads, written BLOCK.HEAD: 14.6.")]
    public ImmutableArray<HeadId>? Heads { get; init; }

    /// <summary>Instead of named heads, this many with the largest prefix-matching scores.</summary>
    [Description("Instead of named heads, this many with the largest prefix-matching scores on false prompts.")]
    public int? Top { get; init; }

    /// <summary>The dataset whose prompts the scores of <see cref="Top"/> are of; null for the study's first.</summary>
    [Description("The dataset of the study whose permuted prompts those scores are of; without it, the first.")]
    public string? HeadsFrom { get; init; }
}
