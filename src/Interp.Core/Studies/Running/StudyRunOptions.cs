using Interp.Core.Sweeps;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Interp.Core.Studies.Running;

/// <summary>How a study is run. No option changes a result by more than the noise of the dtype.</summary>
public sealed record StudyRunOptions
{
    /// <summary>Silent, 2,048 tokens a batch.</summary>
    public static StudyRunOptions Default { get; } = new();

    /// <summary>Most tokens that go through a block together.</summary>
    public int BatchTokens { get; init; } = SweepOptions.Default.BatchTokens;

    /// <summary>
    /// Most bytes of keys and values that are kept while the heads that are to be ablated are chosen: as many as
    /// <see cref="KeptInMemory"/> says in memory, the others in a temporary file. The prompts that would need more go through
    /// the model once more. 4 GiB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public long KeptBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 4L << 30;

    /// <summary>Most of these bytes in memory. 1 GiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public long KeptInMemory
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 1L << 30;

    /// <summary>Told how far it is; called on the thread that runs.</summary>
    public IProgress<StudyProgress>? Progress { get; init; }

    /// <summary>Told what happens.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Ends the run between two blocks; what was read is kept, and the next run goes on there.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Ends the run between two windows of pairs, so that the one at hand is still kept.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>Tells the time for log and manifest.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
