using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Interp.Core.Studies.Running;

/// <summary>How a study is run. No option changes a result by more than the noise of the dtype.</summary>
public sealed record StudyRunOptions
{
    /// <summary>Silent, 4,096 tokens a batch.</summary>
    public static StudyRunOptions Default { get; } = new();

    /// <summary>Most tokens that go through a block together.</summary>
    public int BatchTokens { get; init; } = 4096;

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
