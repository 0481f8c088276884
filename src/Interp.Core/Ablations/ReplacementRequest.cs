using System.Collections.Immutable;
using Interp.Core.Hooks;

namespace Interp.Core.Ablations;

/// <summary>The places that a source is asked to fill, listed one by one; all lists are as long.</summary>
/// <param name="Point">Where.</param>
/// <param name="Prompts">For each place its prompt, as an index into the set that is run.</param>
/// <param name="Tokens">For each place its token, as an index into the prompt.</param>
/// <param name="Ordinals">For each place which of its prompt's ablated tokens it is, from 0.</param>
/// <param name="Heads">For each place its head; null where whole activations are replaced.</param>
public sealed record ReplacementRequest(
    HookPoint Point, ImmutableArray<int> Prompts, ImmutableArray<int> Tokens, ImmutableArray<int> Ordinals, ImmutableArray<int>? Heads)
{
    /// <summary>Number of places.</summary>
    public int Count => Prompts.Length;
}
