using System.Collections.Immutable;

namespace Interp.Core.Tokens;

/// <summary>Token ids with marks of one's own.</summary>
/// <param name="Tokens">Token ids.</param>
/// <param name="Marks">Named places among them.</param>
public sealed record MarkedTokens(ImmutableArray<int> Tokens, ImmutableDictionary<string, ImmutableArray<int>> Marks) : IMarkedTokens
{
    /// <summary>Token ids without marks.</summary>
    /// <param name="tokens">Token ids.</param>
    public MarkedTokens(IReadOnlyList<int> tokens)
        : this([.. tokens], ImmutableDictionary<string, ImmutableArray<int>>.Empty)
    {
    }

    /// <summary>The same tokens with one more mark.</summary>
    /// <param name="name">Its name: "subject".</param>
    /// <param name="places">Indices of its tokens.</param>
    public MarkedTokens With(string name, params IEnumerable<int> places) => this with { Marks = Marks.SetItem(name, [.. places]) };
}
