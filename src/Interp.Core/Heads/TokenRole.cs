namespace Interp.Core.Heads;

/// <summary>What a token is to the one that attends. A token may be several of these.</summary>
public enum TokenRole
{
    /// <summary>The token itself.</summary>
    Current,

    /// <summary>The one before it.</summary>
    Previous,

    /// <summary>The first of the prompt, on which heads rest that have nothing to say.</summary>
    First,

    /// <summary>Earlier tokens that are the same word.</summary>
    Duplicate,

    /// <summary>
    /// Tokens that follow an earlier token of the same word, the attending one left out: what came next last time. Before a
    /// label, where that word stands before every label (":"), these are the first tokens of the earlier labels.
    /// </summary>
    Induction,
}
