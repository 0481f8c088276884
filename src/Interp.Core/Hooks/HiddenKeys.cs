using System.Collections.Immutable;

namespace Interp.Core.Hooks;

/// <summary>Keys that one query may not attend to.</summary>
/// <param name="Row">Row of the activation.</param>
/// <param name="Place">The query's place on its position axis.</param>
/// <param name="Query">The query, as an index into its prompt.</param>
/// <param name="Heads">Of which heads; null for all of the block.</param>
/// <param name="Keys">The keys, as indices into the prompt; those that the query does not see are hidden from it anyway.</param>
/// <param name="FirstSeen">The first key that the query sees; more than 0 where the block has a window.</param>
internal readonly record struct HiddenKeys(int Row, int Place, int Query, ImmutableArray<int>? Heads, ImmutableArray<int> Keys, int FirstSeen);
