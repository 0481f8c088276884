namespace Interp.Core.Sweeps;

/// <summary>How a set of prompts is run. No option changes a result by more than the noise of the dtype.</summary>
public sealed record SweepOptions
{
    private readonly int _batchTokens = 2048;

    /// <summary>2,048 tokens a batch, in the order that suits the model.</summary>
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

    /// <summary>Batches or blocks first; null for batches first, and blocks first where a model's blocks are streamed.</summary>
    public SweepOrder? Order { get; init; }

    /// <summary>
    /// Most tokens of a wave, the batches that go through the blocks side by side, padding included; null for as many as
    /// <see cref="StreamBytes"/> hold, and no fewer than 8,192. Each wave visits, and of a streamed model reads, each block once.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than one.</exception>
    public int? WaveTokens
    {
        get;
        init
        {
            if (value is { } tokens)
                ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1, nameof(WaveTokens));
            field = value;
        }
    }

    /// <summary>Most bytes of the streams of a wave that are in memory between two blocks; what is more waits in a temporary file. 512 MiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public long StreamBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(StreamBytes));
            field = value;
        }
    } = 512L << 20;

    /// <summary>Where that file is made; null for the system's folder of temporary files. It goes with the process, however that ends.</summary>
    public string? SpillFolder { get; init; }

    /// <summary>Told the number of prompts that are through; called on the thread that runs.</summary>
    public IProgress<int>? Progress { get; init; }

    /// <summary>Ends the sweep between two blocks; what readers have then is of no use.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <exception cref="DirectoryNotFoundException">There is no folder for what memory does not hold.</exception>
    internal void Check()
    {
        if (SpillFolder is { } folder && !Directory.Exists(folder))
            throw new DirectoryNotFoundException($"{nameof(SpillFolder)} {folder}: there is no such folder.");
    }
}
