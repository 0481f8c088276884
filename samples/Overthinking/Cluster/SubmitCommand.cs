using System.CommandLine;
using Interp.Core.Studies.Shards;
using Interp.Core.Studies.Specs;
using Interp.Samples.Shared.Hosting;
using Interp.Samples.Shared.Terminal;

namespace Interp.Samples.Overthinking.Cluster;

/// <summary>"study submit": the job for an array engine, printed or handed over.</summary>
internal static class SubmitCommand
{
    public static Command Create(SampleTerminal terminal)
    {
        var spec = StudyCommand.SpecArgument();
        var folder = CommonOptions.Out("out/study");
        var print = new Option<bool>("--print") { Description = "Prints what the engine would be given, and submits nothing." };
        var command = new Command("submit", "Hands a planned study to Slurm or Kubernetes, with a merge when all is done.") { spec, folder, print };
        var options = JobOptions.AddTo(command);
        command.SetAction(parsed =>
        {
            var (path, results) = (parsed.GetRequiredValue(spec), parsed.GetRequiredValue(folder));
            var plan = ShardPlan.Read(results);
            plan.Require(SpecFile.Read(path), results);
            var job = options.Of(parsed, path, results);
            var text = Submission.Text(job, IndexSet.Of(Enumerable.Range(0, plan.Shards.Length)), plan.Shards.Length);
            job.Write(results);
            if (!parsed.GetValue(print))
                return Submission.Submit(job, text, terminal);
            terminal.Out.Profile.Out.Writer.Write(text);
            return ExitCode.Success;
        });
        return command;
    }
}
