namespace Interp.Core.Replays;

/// <summary>How a recording is made and replayed.</summary>
public sealed record ReplayOptions
{
    private readonly int _rowsAtOnce = ReplayRider.DefaultRows;

    /// <summary>All blocks, 256 rows at a time.</summary>
    public static ReplayOptions Default { get; } = new();

    /// <summary>The first block whose keys and values are recorded; ablations may touch this and later ones. Less memory, the later it is.</summary>
    public int FromLayer { get; init; }

    /// <summary>Most rows (ablations times prompts) that go through a block together; bounds the memory of a replay.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than one.</exception>
    public int RowsAtOnce
    {
        get => _rowsAtOnce;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _rowsAtOnce = value;
        }
    }

    /// <summary>Told the number of rows that are through; called on the thread that replays.</summary>
    public IProgress<int>? Progress { get; init; }

    /// <summary>Ends a replay between two blocks.</summary>
    public CancellationToken Cancellation { get; init; }
}
