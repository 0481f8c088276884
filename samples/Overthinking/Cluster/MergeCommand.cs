using System.CommandLine;
using Interp.Core.Studies.Shards;
using Interp.Core.Studies.Stores;
using Interp.Samples.Shared.Hosting;
using Interp.Samples.Shared.Terminal;

namespace Interp.Samples.Overthinking.Cluster;

/// <summary>"study merge": of the shards' folders the results folder of one machine.</summary>
internal static class MergeCommand
{
    private const string Results = "results";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    public static Command Create(SampleTerminal terminal)
    {
        var folder = PlannedFolder.Argument();
        var target = new Option<string?>("--to") { Description = $"The results folder; without it \"{Results}\" in the planned one.", HelpName = "FOLDER" };
        var failures = new Option<bool>("--with-failures") { Description = "Takes cells that failed as rows with their reasons, as a run on one machine does." };
        var wait = new Option<bool>("--wait") { Description = "Waits until every shard has come to its end." };
        var command = new Command("merge", "Makes one results folder of all shards: the bytes of a run on one machine. Refuses missing, double and foreign rows.") { folder, target, failures, wait };
        command.SetAction(async (parsed, stop) =>
        {
            var from = parsed.GetRequiredValue(folder);
            var to = parsed.GetValue(target) ?? Path.Combine(from, Results);
            while (parsed.GetValue(wait) && ShardSurvey.Of(from).Shards.Any(shard => shard.State is ShardState.Open or ShardState.AtWork or ShardState.Broken))
                await Task.Delay(Pause, stop);
            var manifest = ShardMerge.Run(from, to, parsed.GetValue(failures));
            terminal.Line($"{manifest.Cells.Length} cells merged; tables in {Path.Combine(to, "tables")}: CSV and Parquet");
            return manifest.Cells.All(cell => cell.State == CellState.Done) ? ExitCode.Success : ExitCode.BadInput;
        });
        return command;
    }
}
