using System.Collections.Immutable;

namespace Interp.Core.Studies.Shards;

/// <summary>What one task of an array does.</summary>
/// <param name="Cost">Floating-point operations as planned, what is read for all shards of a model (its weights, the heads that it ablates) included.</param>
/// <param name="Pieces">The cells and pairs, those of one model together. None where there are more shards than windows.</param>
public sealed record Shard(double Cost, ImmutableArray<ShardPiece> Pieces)
{
    /// <summary>Prompts of both kinds.</summary>
    public long Prompts() => Pieces.Sum(piece => 2L * (piece.End - piece.First));
}
