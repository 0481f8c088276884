using System.CommandLine;
using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Shards;
using Interp.Core.Studies.Specs;
using Interp.Core.Studies.Stores;
using Interp.Core.Studies.Tables;
using Interp.Core.Sweeps;
using Interp.Models;
using Interp.Samples.Overthinking.Cluster;
using Interp.Samples.Shared.Hosting;
using Interp.Samples.Shared.Studies;
using Interp.Samples.Shared.Terminal;

namespace Interp.Samples.Overthinking;

/// <summary>"study": a study from its spec to its tables.</summary>
internal static class StudyCommand
{
    public static Command Create(SampleTerminal terminal) => new("study", "Studies as files: checked, explained, run, gone on with, measured again.")
    {
        Validate(terminal), Explain(terminal), Run(terminal), Status(terminal), Measure(terminal), DiffCommand.Create(terminal), Schema(terminal),
        PlanCommand.Create(terminal), SubmitCommand.Create(terminal), RetryCommand.Create(terminal), MergeCommand.Create(terminal), CostCommand.Create(terminal),
    };

    private static WeightPlacement Placement(bool streams) => streams ? WeightPlacement.Streamed : WeightPlacement.InMemory;

    public static Argument<string> SpecArgument() => new("spec") { Description = "The study's spec, a JSON file." };

    private static Argument<string> FolderArgument() => new("results") { Description = "The results folder of a study." };

    private static Command Validate(SampleTerminal terminal)
    {
        var path = SpecArgument();
        var command = new Command("validate", "Says what is wrong with a spec; needs no weights.") { path };
        command.SetAction(parsed =>
        {
            var spec = SpecFile.Read(parsed.GetRequiredValue(path));
            var plan = StudyPlan.Of(spec, StudyOrigins.Of(parsed.GetRequiredValue(path)));
            foreach (var failure in plan.Failures)
                terminal.Error.WriteLine($"{failure.Cell}: {failure.Reason}");
            terminal.Line($"{plan.Cells.Length + plan.Failures.Length} cells, {plan.Failures.Length} of them cannot be run.");
            return plan.Failures.IsEmpty ? ExitCode.Success : ExitCode.BadInput;
        });
        return command;
    }

    private static Command Explain(SampleTerminal terminal)
    {
        var path = SpecArgument();
        var stream = CommonOptions.Stream();
        var command = new Command("explain", "Says what a study will read, keep and cost; needs no weights.") { path, stream };
        command.SetAction(parsed =>
        {
            var spec = SpecFile.Read(parsed.GetRequiredValue(path));
            var plan = StudyPlan.Of(spec, StudyOrigins.Of(parsed.GetRequiredValue(path), Placement(parsed.GetValue(stream))));
            terminal.Out.Write(StudyReport.Estimates(plan));
            if (parsed.GetValue(stream))
                terminal.Out.Write(StudyReport.Streaming(StreamingEstimate.Of(plan, new SweepOptions { BatchTokens = StudyJob.BatchTokens })));
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Run(SampleTerminal terminal)
    {
        var path = SpecArgument();
        var output = CommonOptions.Out("out/study");
        var stream = CommonOptions.Stream();
        var quiet = new Option<bool>("--quiet") { Description = "Plain lines instead of a progress bar." };
        var command = new Command("run", "Runs what is missing of a study; stopped or killed, it goes on where it was.") { path, output, stream, quiet };
        var shard = ShardOptions.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            var (spec, folder, weights) = (parsed.GetRequiredValue(path), parsed.GetRequiredValue(output), Placement(parsed.GetValue(stream)));
            return Task.FromResult(shard.Of(parsed) is { } asked
                ? ShardJob.Run(spec, folder, asked with { Weights = weights }, parsed.GetValue(quiet), terminal, stop)
                : StudyJob.Run(spec, folder, weights, parsed.GetValue(quiet), terminal, stop));
        });
        return command;
    }

    private static Command Status(SampleTerminal terminal)
    {
        var folder = FolderArgument();
        var command = new Command("status", "Says how far a study is: its cells, or its shards where it was planned.") { folder };
        command.SetAction(parsed =>
        {
            var results = parsed.GetRequiredValue(folder);
            if (!ShardPlan.IsIn(results))
                terminal.Out.Write(StudyReport.Status(StudyManifest.Read(results)));
            else
                ShardReport.Write(terminal, ShardSurvey.Of(results));
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Measure(SampleTerminal terminal)
    {
        var folder = FolderArgument();
        var measures = new Option<string[]>("--measures")
        {
            Description = "Measures, by name; without it those of the study's spec.",
            HelpName = "NAME",
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("measure", "Makes the tables again from what was read; no model is run.") { folder, measures };
        command.SetAction(parsed =>
        {
            StudyTables.Make(parsed.GetRequiredValue(folder), parsed.GetValue(measures) is { Length: > 0 } named ? named : null);
            terminal.Line($"Tables made again in {parsed.GetRequiredValue(folder)}");
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Schema(SampleTerminal terminal)
    {
        var command = new Command("schema", "Prints the JSON Schema of specs.");
        command.SetAction(_ =>
        {
            terminal.Out.Profile.Out.Writer.WriteLine(SpecFile.Schema().ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true }));
            return ExitCode.Success;
        });
        return command;
    }
}
