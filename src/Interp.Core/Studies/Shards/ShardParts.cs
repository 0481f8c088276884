using System.Collections.Immutable;
using Interp.Core.Studies.Stores;

namespace Interp.Core.Studies.Shards;

/// <summary>What lies in the folders of all shards.</summary>
internal sealed class ShardParts
{
    /// <param name="folder">The folder with the plan.</param>
    /// <param name="plan">The plan.</param>
    public ShardParts(string folder, ShardPlan plan)
    {
        (Folder, Plan) = (folder, plan);
        var cells = plan.Cells.ToDictionary(cell => cell.Key);
        All = [.. plan.Shards.SelectMany((shard, index) => Of(index, shard, cells))];
        OfCell = All.ToLookup(part => part.Cell.Key);
    }

    /// <summary>The folder with the plan.</summary>
    public string Folder { get; }

    /// <summary>The plan.</summary>
    public ShardPlan Plan { get; }

    /// <summary>All parts, shard by shard.</summary>
    public ImmutableArray<ShardPart> All { get; }

    /// <summary>The parts of each cell, by its key, from the first pair.</summary>
    public ILookup<string, ShardPart> OfCell { get; }

    /// <summary>The cells as one machine's manifest would have them; only where nothing is missing.</summary>
    public ImmutableArray<ManifestCell> Cells =>
    [
        .. Plan.Cells.Select(cell => OfCell[cell.Key].Select(part => part.Told!).MinBy(told => told.State == CellState.Failed ? 0 : 1)!),
        .. Plan.Failures.Select(failure => new ManifestCell { Id = failure.Cell, State = CellState.Failed, Reason = failure.Reason, Pairs = Plan.Spec.Prompts }),
    ];

    /// <summary>Every file to be merged, and its path below the folder of the cells: what all parts of a cell have, once.</summary>
    /// <exception cref="InvalidDataException">A damaged file; the message names it.</exception>
    public IEnumerable<(string From, string To)> Files()
    {
        var seen = new HashSet<string>();
        foreach (var part in All.Where(part => Directory.Exists(part.Folder)))
        {
            foreach (var file in FilesOf(part.Folder))
            {
                var below = Path.Combine(part.Cell.Key, Path.GetRelativePath(part.Folder, file));
                if (file.EndsWith(CellStore.Extension, StringComparison.Ordinal))
                    _ = NpzFile.Read(file); // Its checksums hold.
                if (seen.Add(below))
                    yield return (file, below);
            }
        }
    }

    /// <summary>The files of a cell, but for those that a killed process left half-written.</summary>
    public static IEnumerable<string> FilesOf(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".partial", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private IEnumerable<ShardPart> Of(int index, Shard shard, Dictionary<string, ShardCell> cells)
    {
        var path = ShardFolders.Of(Folder, index);
        var record = shard.Pieces.IsEmpty ? null : ShardRecord.Read(path);
        return shard.Pieces.Select(piece => new ShardPart(index, cells[piece.Cell], piece, ShardFolders.Cell(path, piece.Cell), record?.Cells.FirstOrDefault(told => told.Key == piece.Cell)));
    }
}
