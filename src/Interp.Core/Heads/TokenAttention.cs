namespace Interp.Core.Heads;

/// <summary>Attention of heads by what the attended token is: previous-token heads, duplicate-token heads, induction heads, heads that rest on the first token.</summary>
/// <remarks>All are read at the tokens before labels, from the attention that the scores of labels are made of.</remarks>
internal static class TokenAttention
{
    /// <summary>Attention to the tokens of a role.</summary>
    /// <param name="attention">Attention of the prompts.</param>
    /// <param name="role">What a token is to the one that attends.</param>
    /// <param name="query">The demonstration before whose label stands the token that attends; null for the last.</param>
    public static HeadScores Score(LabelAttention attention, TokenRole role, int? query = null)
    {
        ArgumentNullException.ThrowIfNull(attention);
        TokenRoles.Require(role);
        var from = query ?? attention.Demonstrations - 1;
        return HeadScores.Of(attention, (prompt, head) => attention.ToRole(prompt, head, from, role));
    }
}
