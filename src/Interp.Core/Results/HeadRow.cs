using Interp.Core.Metrics;
using Interp.Core.Prompts;

namespace Interp.Core.Results;

/// <summary>All scores of one head, means over prompts. The interval is of <see cref="ClassSensitive"/>, simultaneous over the model's heads. A score that was not measured is null.</summary>
public sealed record HeadRow : ResultRow
{
    /// <summary>Under which prompts it was measured.</summary>
    public required PromptKind Prompts { get; init; }

    /// <summary>Index of the block.</summary>
    public required int Layer { get; init; }

    /// <summary>Index of the head.</summary>
    public required int Head { get; init; }

    /// <summary>Rank by <see cref="ClassSensitive"/>, 1 the highest.</summary>
    public int? Rank { get; init; }

    /// <summary>Attention to the labels of earlier demonstrations.</summary>
    public double? LabelAttending { get; init => field = Finite.Of(value); }

    /// <summary>Prefix-matching score by class.</summary>
    public required double ClassSensitive { get; init => field = Finite.Of(value); }

    /// <summary>Prefix-matching score by the label that is shown.</summary>
    public double? ClassSensitiveShown { get; init => field = Finite.Of(value); }

    /// <summary>False-label-promoting score, without the final norm (paper, section 1.12).</summary>
    public double? PromotingPlain { get; init => field = Finite.Of(value); }

    /// <summary>False-label-promoting score, the head's output normed by itself.</summary>
    public double? PromotingNormed { get; init => field = Finite.Of(value); }

    /// <summary>False-label-promoting score, with the statistics of the real last state.</summary>
    public double? PromotingFrozen { get; init => field = Finite.Of(value); }

    /// <summary>Attention to the token before.</summary>
    public double? PreviousToken { get; init => field = Finite.Of(value); }

    /// <summary>Attention to earlier occurrences of the same token.</summary>
    public double? DuplicateToken { get; init => field = Finite.Of(value); }

    /// <summary>Attention to the tokens after earlier occurrences of the same token.</summary>
    public double? Induction { get; init => field = Finite.Of(value); }

    /// <summary>How much the head's output-value circuit raises the token it attends to.</summary>
    public double? Copying { get; init => field = Finite.Of(value); }

    internal override RowKey Key => RowKey.Of(this, Prompts) with { Layer = Layer, Head = Head };
}
