using System.Collections.Immutable;
using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Running;
using Interp.Core.Studies.Specs;
using Interp.Core.Studies.Stores;

namespace Interp.Core.Studies.Shards;

/// <summary>Runs one shard of a planned study, going on where it was left.</summary>
public static class ShardRunner
{
    /// <summary>Runs what is missing of a shard.</summary>
    /// <param name="folder">The folder with the plan, that all tasks share.</param>
    /// <param name="task">Which task of the array this is.</param>
    /// <param name="spec">The study; the planned one, and no other.</param>
    /// <param name="sources">Where models and datasets are.</param>
    /// <param name="options">How; null for <see cref="StudyRunOptions.Default"/>.</param>
    /// <returns>The cells of the shard that failed, with the reasons; none where all are done.</returns>
    /// <exception cref="ArgumentException">The plan has no such shard, or another number of them.</exception>
    /// <exception cref="InvalidDataException">The plan is of another spec, or of other files than there are here; or the folder is another cluster's.</exception>
    /// <exception cref="StoreException">The folder cannot be written, or another process works at this shard.</exception>
    /// <exception cref="OperationCanceledException">Stopped; what was measured is kept.</exception>
    public static ImmutableArray<CellFailure> Run(string folder, ArrayTask task, StudySpec spec, StudySources sources, StudyRunOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(sources);
        options ??= StudyRunOptions.Default;
        var plan = ShardPlan.Read(folder);
        plan.Require(spec, folder);
        var shard = plan.At(task);
        ClusterClaim.Take(folder, task.Cluster, options.Clock.GetUtcNow());

        var path = ShardFolders.Of(folder, task.Index);
        using var own = StudyFolder.Open(path, plan.Spec, options.Clock, owner => options.Logger.TakenOver(path, owner));
        if (ShardRecord.Read(path) is { } record && record.IsDone())
            return [];
        return Run(folder, plan, (task, shard), own, sources, options);
    }

    private static ImmutableArray<CellFailure> Run(string folder, ShardPlan plan, (ArrayTask Task, Shard Shard) which, StudyFolder own, StudySources sources, StudyRunOptions options)
    {
        var (task, shard) = which;
        var reporter = new ShardReporter(own.Path, $"process {Environment.ProcessId} on {Environment.MachineName}, {task.Source} {task.Index}", options);
        reporter.Tell(ended: false);
        own.Events.Note("started", ("shard", task.Index), ("source", task.Source), ("machine", StudyRunner.Machine), ("library", StudyRunner.Version));

        var (study, cells) = Work(plan, task, shard, sources);
        var inner = options with { Progress = reporter };
        var work = new StudyWork(study, own, cells, inner);
        reporter.Cells = () => work.Manifest.All;
        var heads = new ShardHeads(folder, plan, own, inner);
        try
        {
            work.Run(heads.Of);
        }
        catch (OperationCanceledException)
        {
            reporter.Tell(ended: false);
            own.Events.Note("stopped", ("shard", task.Index));
            throw;
        }

        var ended = work.Manifest.All;
        new ShardRecord { Index = task.Index, Cells = ended }.Write(own.Path);
        reporter.Tell(ended: true);
        own.Events.Note("finished", ("shard", task.Index));
        return [.. ended.Where(cell => cell.State == CellState.Failed).Select(cell => new CellFailure(cell.Id, cell.Reason ?? ""))];
    }

    /// <summary>The shard's windows, of the files that are here: they must be those of the plan.</summary>
    private static (StudyPlan Study, ImmutableArray<CellWork> Cells) Work(ShardPlan plan, ArrayTask task, Shard shard, StudySources sources)
    {
        var planned = plan.Cells.ToDictionary(cell => cell.Key);
        (ShardCell Cell, ShardPiece Piece)[] pieces = [.. shard.Pieces.Select(piece => (planned[piece.Cell], piece))];
        HashSet<CellId> own = [.. pieces.Select(piece => piece.Cell.Id)];
        HashSet<CellId> choosers = [.. own.SelectMany(id => StudyPlan.Choosers(plan.Spec, id.Model))];
        var study = StudyPlan.Of(plan.Spec, sources, id => own.Contains(id) || choosers.Contains(id));
        if (study.Failures.FirstOrDefault(failure => own.Contains(failure.Cell)) is { } failure)
            throw new InvalidDataException($"shard {task.Index} cannot be run here: {failure.Cell}: {failure.Reason}");

        var here = study.Cells.ToDictionary(cell => cell.Id);
        if (pieces.FirstOrDefault(piece => here[piece.Cell.Id].Key != piece.Cell.Key) is { Cell: { } other })
            throw new InvalidDataException($"shard {task.Index}: {other.Id} is another cell here ({here[other.Id].Key}) than in the plan ({other.Key}): files of its model, tokenizer or dataset differ from those that were planned with. Give every machine the same files.");
        return (study, [.. pieces.Select(piece => new CellWork(here[piece.Cell.Id], [.. ShardRules.Windows(plan, piece.Cell, piece.Piece)]))]);
    }
}
