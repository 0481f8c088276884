using Interp.Core.Studies.Plans;

namespace Interp.Core.Studies.Shards;

/// <summary>A cell as a plan of shards sees it.</summary>
/// <param name="Id">Which cell.</param>
/// <param name="Key">The name of its folder, a hash of what decides its numbers.</param>
/// <param name="WindowPairs">Pairs that are read and kept together; shards are cut between them.</param>
/// <param name="PairCost">Floating-point operations of a pair of prompts.</param>
public sealed record ShardCell(CellId Id, string Key, int WindowPairs, double PairCost);
