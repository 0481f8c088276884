using Interp.Core.Metrics;
using Interp.Core.Prompts;

namespace Interp.Core.Results;

/// <summary>One head's attention from the last demonstration to the labels of those before it (paper, section 1.10), means over prompts. The interval is of <see cref="PmScore"/>.</summary>
public sealed record AttentionRow : ResultRow
{
    /// <summary>Under which prompts it was measured.</summary>
    public required PromptKind Prompts { get; init; }

    /// <summary>Index of the block.</summary>
    public required int Layer { get; init; }

    /// <summary>Index of the head.</summary>
    public required int Head { get; init; }

    /// <summary>Attention to the label tokens of demonstrations that match.</summary>
    public required double AttentionSameLabel { get; init => field = Finite.Of(value); }

    /// <summary>Attention to the label tokens of all earlier demonstrations.</summary>
    public required double AttentionAllLabels { get; init => field = Finite.Of(value); }

    /// <summary>Prefix-matching score: same - (all - same) / (n - 1).</summary>
    public required double PmScore { get; init => field = Finite.Of(value); }

    /// <summary>Attention to the tokens before the labels of demonstrations that match.</summary>
    public required double AttentionBeforeSameLabel { get; init => field = Finite.Of(value); }

    /// <summary>Attention to the tokens before the labels of all earlier demonstrations.</summary>
    public required double AttentionBeforeAllLabels { get; init => field = Finite.Of(value); }

    /// <summary>The same score for the tokens before the labels.</summary>
    public required double PmScoreBeforeLabel { get; init => field = Finite.Of(value); }

    internal override RowKey Key => RowKey.Of(this, Prompts) with { Layer = Layer, Head = Head };
}
