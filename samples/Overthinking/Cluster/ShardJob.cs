using System.Collections.Immutable;
using System.Globalization;
using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Running;
using Interp.Core.Studies.Shards;
using Interp.Core.Studies.Specs;
using Interp.Samples.Shared.Hosting;
using Interp.Samples.Shared.Studies;
using Interp.Samples.Shared.Terminal;
using static TorchSharp.torch;

namespace Interp.Samples.Overthinking.Cluster;

/// <summary>Runs one shard of a planned study and tells of it.</summary>
internal static class ShardJob
{
    public static int Run(string specPath, string folder, ShardRequest asked, bool quiet, SampleTerminal terminal, CancellationToken stop)
    {
        if (asked.Threads is { } threads)
            set_num_threads(threads);
        var (spec, task) = (SpecFile.Read(specPath), asked.Task);
        var shard = ShardPlan.Read(folder).At(task);
        terminal.Line(string.Create(CultureInfo.InvariantCulture, $"Shard {task.Index}, by {task.Source}: {shard.Pieces.Length} cells or parts of cells, {shard.Prompts()} prompts, {get_num_threads()} threads"));
        using var stopping = new StopInTime(stop);
        var failures = StudyJob.Stoppable(terminal, stopping, () => Work.Show(terminal, $"Shard {task.Index}", "prompts", (int)Math.Max(1, shard.Prompts()), quiet, progress => new Ended(ShardRunner.Run(folder, task, spec, StudyOrigins.Of(specPath, asked.Weights), new StudyRunOptions
        {
            BatchTokens = StudyJob.BatchTokens,
            Stop = stopping.Asked,
            Cancellation = stopping.Now,
            Progress = new StudyJob.Counted(progress),
            Logger = new TerminalLogger(terminal),
        }))));
        if (failures is null)
            return ExitCode.Stopped;
        foreach (var failure in failures.Failures)
            terminal.Error.WriteLine($"{failure.Cell}: {failure.Reason}");
        terminal.Line($"Shard {task.Index} is done{(failures.Failures.IsEmpty ? "" : ", but for these cells")}.");
        return failures.Failures.IsEmpty ? ExitCode.Success : ExitCode.BadInput;
    }

    private sealed record Ended(ImmutableArray<CellFailure> Failures);
}
