namespace Interp.Core.Sweeps;

/// <summary>In which order batches and blocks are run. The results are the same to the last bit.</summary>
public enum SweepOrder
{
    /// <summary>Each batch through all blocks; the streams of one batch are in memory.</summary>
    BatchMajor,

    /// <summary>All batches through block 0, then all through block 1, …; each block is visited once, the streams of all batches are in memory.</summary>
    LayerMajor,
}
