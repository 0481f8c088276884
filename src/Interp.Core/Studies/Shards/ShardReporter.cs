using System.Collections.Immutable;
using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Running;
using Interp.Core.Studies.Stores;

namespace Interp.Core.Studies.Shards;

/// <summary>Tells how far a shard is, to whoever asks its folder and to whoever runs it.</summary>
/// <param name="folder">The shard's folder.</param>
/// <param name="worker">Who works.</param>
/// <param name="options">The clock, and who else is told.</param>
internal sealed class ShardReporter(string folder, string worker, StudyRunOptions options) : IProgress<StudyProgress>
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly DateTimeOffset _began = options.Clock.GetUtcNow();
    private DateTimeOffset _told;
    private long? _before;
    private StudyProgress? _last;

    /// <summary>Cells that failed so far.</summary>
    public Func<ImmutableArray<ManifestCell>> Cells { get; set; } = () => [];

    /// <inheritdoc/>
    public void Report(StudyProgress value)
    {
        _before ??= value.Prompts;
        _last = value;
        if (options.Clock.GetUtcNow() - _told >= Pause)
            Tell(ended: false);
        options.Progress?.Report(value);
    }

    /// <summary>Writes how far it is.</summary>
    public void Tell(bool ended)
    {
        _told = options.Clock.GetUtcNow();
        var cells = Cells();
        new ShardProgress
        {
            Worker = worker,
            Told = _told,
            Cells = cells.Count(cell => cell.State != CellState.Open),
            Prompts = _last?.Prompts ?? 0,
            PromptsRead = (_last?.Prompts ?? 0) - (_before ?? 0),
            Seconds = (_told - _began).TotalSeconds,
            Ended = ended,
            Failures = [.. cells.Where(cell => cell.State == CellState.Failed).Select(cell => new CellFailure(cell.Id, cell.Reason ?? ""))],
        }.Write(folder);
    }
}
