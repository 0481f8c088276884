using Interp.Core.Studies.Stores;

namespace Interp.Core.Studies.Shards;

/// <summary>A piece of a cell where it lies.</summary>
/// <param name="Shard">The shard's index.</param>
/// <param name="Cell">The cell.</param>
/// <param name="Piece">Its pairs.</param>
/// <param name="Folder">The folder of the cell in that of the shard.</param>
/// <param name="Told">What the shard tells of the cell; null where it has not come to its end.</param>
internal sealed record ShardPart(int Shard, ShardCell Cell, ShardPiece Piece, string Folder, ManifestCell? Told)
{
    /// <summary>"gpt_j, sst2, permuted_incorrect_labels, format 0, pairs 50 to 100"</summary>
    public override string ToString() => $"{Cell.Id}, pairs {Piece.First} to {Piece.End}";
}
