using System.Collections.Immutable;

namespace Interp.Core.Tokens;

/// <summary>Token ids with names for some of the places among them: what a batch is made of.</summary>
public interface IMarkedTokens
{
    /// <summary>Token ids, led by the beginning-of-sequence token where the model expects one; at least one.</summary>
    ImmutableArray<int> Tokens { get; }

    /// <summary>Named places, each a list of indices into <see cref="Tokens"/>: "pre-label", "label" (<see cref="Mark"/>), or names of one's own.</summary>
    ImmutableDictionary<string, ImmutableArray<int>> Marks { get; }
}
