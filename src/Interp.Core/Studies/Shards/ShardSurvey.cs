using System.Collections.Immutable;
using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Stores;

namespace Interp.Core.Studies.Shards;

/// <summary>How far all shards of a plan are: a look at their folders, which changes nothing.</summary>
public sealed class ShardSurvey
{
    private ShardSurvey(ShardPlan plan, ImmutableArray<ShardStatus> shards) => (Plan, Shards) = (plan, shards);

    /// <summary>The plan.</summary>
    public ShardPlan Plan { get; }

    /// <summary>The shards, by index.</summary>
    public ImmutableArray<ShardStatus> Shards { get; }

    /// <summary>Shards that nobody works at and that are not done: exactly what is to be submitted again.</summary>
    public IndexSet Missing => IndexSet.Of(Shards.Where(shard => shard.State is ShardState.Open or ShardState.Broken or ShardState.Failed).Select(shard => shard.Index));

    /// <summary>Cells whose every piece is through.</summary>
    public int CellsDone
    {
        get
        {
            HashSet<string> open = [.. Shards.Where(shard => shard.State != ShardState.Done).SelectMany(shard => shard.Shard.Pieces).Select(piece => piece.Cell)];
            return Plan.Cells.Count(cell => !open.Contains(cell.Key));
        }
    }

    /// <summary>Cells that failed, with the reasons: those of the plan, and those of shards.</summary>
    public ImmutableArray<CellFailure> Failures =>
        [.. Plan.Failures, .. Shards.Where(shard => shard.State != ShardState.Done).SelectMany(shard => shard.Progress?.Failures ?? []).DistinctBy(failure => failure.Cell)];

    /// <summary>What is left at the pace of those that work now, by planned cost; null where nobody works.</summary>
    public TimeSpan? Left
    {
        get
        {
            var left = Shards.Sum(shard => shard.Shard.Cost * (1 - shard.Share));
            var pace = Shards.Where(shard => shard.Rate > 0).Sum(shard => shard.Shard.Cost * shard.Rate / shard.Shard.Prompts());
            return pace > 0 && left / pace < TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.FromSeconds(left / pace) : null;
        }
    }

    /// <summary>Looks.</summary>
    /// <param name="folder">The folder with the plan.</param>
    /// <exception cref="FileNotFoundException">It has no plan.</exception>
    /// <exception cref="InvalidDataException">Its plan is damaged.</exception>
    public static ShardSurvey Of(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var plan = ShardPlan.Read(folder);
        return new(plan, [.. plan.Shards.Select((shard, index) => Look(ShardFolders.Of(folder, index), index, shard))]);
    }

    private static ShardStatus Look(string path, int index, Shard shard)
    {
        var progress = ShardProgress.Read(path);
        var state = shard.Pieces.IsEmpty ? ShardState.Done
            : StudyLock.IsHeld(path) ? ShardState.AtWork
            : progress is null ? ShardState.Open
            : !progress.Ended ? ShardState.Broken
            : progress.Failures.IsEmpty ? ShardState.Done
            : ShardState.Failed;
        return new(index, shard, state, progress);
    }
}
