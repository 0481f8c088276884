namespace Interp.Core.Heads;

/// <summary>What heads are scored by. The first three make a false induction head: it attends to labels, to those of the same class, and promotes what they say.</summary>
public enum HeadProperty
{
    /// <summary>Attention to the labels of all earlier demonstrations.</summary>
    LabelAttending,

    /// <summary>Prefix-matching score by true class, as the paper's text defines it.</summary>
    ClassSensitive,

    /// <summary>Prefix-matching score by the label that is shown, as its code computes it; the same in permuted prompts.</summary>
    ShownSensitive,

    /// <summary>Promotion of the shown label over the true one, without the final norm.</summary>
    Promoting,

    /// <summary>The same with the final norm of the head's output alone.</summary>
    PromotingNormalized,

    /// <summary>The same under the final norm's scale on the real stream: the head's share of the model's logit difference.</summary>
    PromotingFrozen,

    /// <summary>Attention to the token before.</summary>
    PreviousToken,

    /// <summary>Attention to the token itself.</summary>
    CurrentToken,

    /// <summary>Attention to the first token.</summary>
    FirstToken,

    /// <summary>Attention to earlier tokens of the same word.</summary>
    DuplicateToken,

    /// <summary>Attention to tokens that follow an earlier token of the same word.</summary>
    Induction,

    /// <summary>Copying of label words by the head's weights (<see cref="Heads.Copying.Score"/>).</summary>
    Copying,

    /// <summary>Share of the label words that the head's weights copy best (<see cref="Heads.Copying.Wins"/>).</summary>
    CopyingWins,
}
