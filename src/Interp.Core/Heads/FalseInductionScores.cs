using Interp.Core.Prompts;
using Interp.Core.Transformer;

namespace Interp.Core.Heads;

/// <summary>Every head's scores by every property, over the same prompts. Plain numbers.</summary>
public sealed class FalseInductionScores
{
    private readonly Dictionary<HeadProperty, HeadScores> _scores;

    internal FalseInductionScores(LabelAttention attention, LabelPromotion promotion, (HeadScores Score, HeadScores Wins) copying, IReadOnlyList<Prompt> prompts, int labels)
    {
        (Attention, Promotion) = (attention, promotion);
        HeadScores To(TokenRole role) => TokenAttention.Score(attention, role);
        _scores = new()
        {
            [HeadProperty.LabelAttending] = PrefixMatching.All(attention, prompts),
            [HeadProperty.ClassSensitive] = PrefixMatching.Score(attention, prompts, labels),
            [HeadProperty.ShownSensitive] = PrefixMatching.Score(attention, prompts, labels, new PrefixMatchOptions { By = MatchBy.Shown }),
            [HeadProperty.Promoting] = promotion.Bare,
            [HeadProperty.PromotingNormalized] = promotion.Normalized,
            [HeadProperty.PromotingFrozen] = promotion.Frozen,
            [HeadProperty.PreviousToken] = To(TokenRole.Previous),
            [HeadProperty.CurrentToken] = To(TokenRole.Current),
            [HeadProperty.FirstToken] = To(TokenRole.First),
            [HeadProperty.DuplicateToken] = To(TokenRole.Duplicate),
            [HeadProperty.Induction] = To(TokenRole.Induction),
            [HeadProperty.Copying] = copying.Score,
            [HeadProperty.CopyingWins] = copying.Wins,
        };
    }

    /// <summary>The attention that the scores are made of, from before the last label.</summary>
    public LabelAttention Attention { get; }

    /// <summary>The promotion of shown labels, and of which prompts it is.</summary>
    public LabelPromotion Promotion { get; }

    /// <summary>The scores by one property.</summary>
    /// <param name="property">The property.</param>
    public HeadScores this[HeadProperty property] => _scores.TryGetValue(property, out var scores)
        ? scores
        : throw new ArgumentOutOfRangeException(nameof(property), property, "Not a property of heads.");

    /// <summary>The heads with the largest mean scores, largest first; of equal ones the earlier.</summary>
    /// <param name="count">How many; the paper takes five.</param>
    /// <param name="by">By which property; by default the paper's prefix-matching score.</param>
    /// <exception cref="ArgumentOutOfRangeException">Less than one, or more than there are.</exception>
    public IReadOnlyList<HeadId> Top(int count, HeadProperty by = HeadProperty.ClassSensitive) => this[by].Top(count);
}
