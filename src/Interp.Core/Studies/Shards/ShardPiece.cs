namespace Interp.Core.Studies.Shards;

/// <summary>Pairs of a cell that one shard reads: from the first up to, but without, the end.</summary>
/// <param name="Cell">The cell's key.</param>
/// <param name="First">The first pair.</param>
/// <param name="End">The first pair that is not its.</param>
public sealed record ShardPiece(string Cell, int First, int End);
