namespace Interp.Core.Sweeps;

/// <summary>How a set of prompts is run. No option changes a result by more than the noise of the dtype.</summary>
public sealed record SweepOptions
{
    private readonly int _batchTokens = 2048;

    /// <summary>2,048 tokens a batch, batch by batch.</summary>
    public static SweepOptions Default { get; } = new();

    /// <summary>Most tokens that go through a block together, padding included; a longer prompt is a batch of its own.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than one.</exception>
    public int BatchTokens
    {
        get => _batchTokens;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _batchTokens = value;
        }
    }

    /// <summary>Batches or blocks first.</summary>
    public SweepOrder Order { get; init; }

    /// <summary>Told the number of prompts that are through; called on the thread that runs.</summary>
    public IProgress<int>? Progress { get; init; }

    /// <summary>Ends the sweep between two blocks; what readers have then is of no use.</summary>
    public CancellationToken Cancellation { get; init; }
}
