using System.Collections.Immutable;

namespace Interp.Core.Heads;

/// <summary>Which tokens have a role.</summary>
internal static class TokenRoles
{
    /// <summary>Number of roles.</summary>
    public static int Count { get; } = Enum.GetValues<TokenRole>().Length;

    public static void Require(TokenRole role)
    {
        if ((uint)role >= (uint)Count)
            throw new ArgumentOutOfRangeException(nameof(role), role, "Not a role of tokens.");
    }

    /// <summary>The keys of each role, in the order of <see cref="TokenRole"/>.</summary>
    /// <param name="tokens">A prompt's tokens.</param>
    /// <param name="query">The token that attends.</param>
    public static int[][] KeysOf(ImmutableArray<int> tokens, int query)
    {
        int[] same = [.. Enumerable.Range(0, query).Where(key => tokens[key] == tokens[query])];
        return [[query], query > 0 ? [query - 1] : [], [0], same, [.. same.Select(key => key + 1).Where(key => key < query)]];
    }
}
