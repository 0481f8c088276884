using System.CommandLine;
using Interp.Core.Studies.Shards;
using Interp.Samples.Shared.Hosting;
using Interp.Samples.Shared.Terminal;

namespace Interp.Samples.Overthinking.Cluster;

/// <summary>"study retry": exactly what is missing, as an array expression, a job, or submitted.</summary>
internal static class RetryCommand
{
    public static Command Create(SampleTerminal terminal)
    {
        var folder = PlannedFolder.Argument();
        var print = new Option<bool>("--print") { Description = "Prints the whole job, as it was submitted but for those shards." };
        var submit = new Option<bool>("--submit") { Description = "Submits it." };
        var command = new Command("retry", "Says which shards are missing and not at work, as an array expression; prints or submits them.") { folder, print, submit };
        command.SetAction(parsed =>
        {
            var results = parsed.GetRequiredValue(folder);
            var survey = ShardSurvey.Of(results);
            if (survey.Missing.All.IsEmpty)
            {
                terminal.Error.WriteLine("Nothing is missing.");
                return ExitCode.Success;
            }

            if (!parsed.GetValue(print) && !parsed.GetValue(submit))
            {
                terminal.Line(survey.Missing.ToString());
                return ExitCode.Success;
            }

            var job = ArrayJob.Read(results);
            var text = Submission.Text(job, survey.Missing, survey.Shards.Length);
            if (parsed.GetValue(submit))
                return Submission.Submit(job, text, terminal);
            terminal.Out.Profile.Out.Writer.Write(text);
            return ExitCode.Success;
        });
        return command;
    }
}
