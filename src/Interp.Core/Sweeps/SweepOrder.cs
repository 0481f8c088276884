namespace Interp.Core.Sweeps;

/// <summary>In which order batches and blocks are run. The results are the same to the last bit.</summary>
public enum SweepOrder
{
    /// <summary>Each batch through all blocks; the stream of one batch is in memory.</summary>
    BatchMajor,

    /// <summary>
    /// A wave of batches through block 0, then all of it through block 1, …; each block is visited once a wave
    /// (<see cref="SweepOptions.WaveTokens"/>), the streams of its batches are kept meanwhile.
    /// </summary>
    LayerMajor,
}
