namespace Interp.Core.Studies.Stores;

/// <summary>How far a cell is.</summary>
public enum CellState
{
    /// <summary>Not all of it has been read.</summary>
    Open,

    /// <summary>All of it has.</summary>
    Done,

    /// <summary>It could not be, for a reason.</summary>
    Failed,
}
