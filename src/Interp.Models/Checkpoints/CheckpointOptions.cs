namespace Interp.Models.Checkpoints;

/// <summary>How the tensors of a checkpoint are read. The numbers are the same whatever stands here.</summary>
public sealed record CheckpointOptions
{
    /// <summary>Mapped where possible, on as many threads as there are cores.</summary>
    public static CheckpointOptions Default { get; } = new();

    /// <summary>
    /// Whether a tensor that is stored in the dtype of the run may be a view of the memory-mapped file. Set it to false where the
    /// file may be cut short or written to while the tensors are in use: the system ends a process that touches a page that is no
    /// longer there, and what is written to the file may appear in the tensors. A file that is replaced or deleted does no harm.
    /// </summary>
    public bool Map { get; init; } = true;

    /// <summary>Most threads that read and convert at once; null for as many as there are cores.</summary>
    public int? Threads { get; init; }

    /// <summary>Stops a read, at the latest after a piece of 128 thousand elements; what was read of the tensor is freed.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">Fewer than one thread.</exception>
    internal void Check()
    {
        if (Threads < 1)
            throw new ArgumentOutOfRangeException(nameof(Threads), Threads, "At least one thread must read.");
    }
}
