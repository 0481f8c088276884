using System.Collections.Immutable;
using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Stores;

namespace Interp.Core.Studies.Running;

/// <summary>How far each cell is.</summary>
internal sealed class ManifestCells
{
    private readonly List<ManifestCell> _cells;

    /// <param name="pairs">Pairs of prompts a cell.</param>
    /// <param name="cells">Those that can be read.</param>
    /// <param name="failures">Those that cannot; they stand last.</param>
    public ManifestCells(int pairs, IEnumerable<StudyCell> cells, IEnumerable<CellFailure> failures) => _cells =
    [
        .. cells.Select(cell => new ManifestCell { Id = cell.Id, Key = cell.Key, State = CellState.Open, Pairs = pairs, WindowPairs = cell.WindowPairs }),
        .. failures.Select(failure => new ManifestCell { Id = failure.Cell, State = CellState.Failed, Reason = failure.Reason, Pairs = pairs }),
    ];

    /// <summary>The cells as they are now.</summary>
    public ImmutableArray<ManifestCell> All => [.. _cells];

    /// <summary>All of a cell is read.</summary>
    public void Done(StudyCell cell, IReadOnlyList<AblationReading> ablations) =>
        Change(cell, before => before with { State = CellState.Done, Ablations = [.. ablations.Select(ablation => new ManifestAblation { Name = ablation.Name, IsControl = ablation.IsControl, Sets = [.. ablation.Sets.Select(set => set.ToJson())], Reading = ablation.Folder })] });

    /// <summary>A cell could not be read.</summary>
    public void Failed(StudyCell cell, string reason) => Change(cell, before => before with { State = CellState.Failed, Reason = reason });

    private void Change(StudyCell cell, Func<ManifestCell, ManifestCell> change)
    {
        var place = _cells.FindIndex(known => known.Id == cell.Id);
        _cells[place] = change(_cells[place]);
    }
}
