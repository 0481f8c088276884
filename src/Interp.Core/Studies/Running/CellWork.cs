using System.Collections.Immutable;
using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Stores;

namespace Interp.Core.Studies.Running;

/// <summary>What is to be read of a cell.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Windows">Which of its pairs, in order.</param>
internal sealed record CellWork(StudyCell Cell, ImmutableArray<PairWindow> Windows)
{
    /// <summary>Number of pairs.</summary>
    public int Pairs => Windows.Sum(window => window.Count);

    /// <summary>All of a cell.</summary>
    public static CellWork Whole(StudyCell cell, int pairs) => new(cell, [.. PairWindow.Of(pairs, cell.WindowPairs)]);
}
