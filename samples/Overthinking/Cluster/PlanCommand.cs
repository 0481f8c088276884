using System.CommandLine;
using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Shards;
using Interp.Core.Studies.Specs;
using Interp.Samples.Shared.Hosting;
using Interp.Samples.Shared.Studies;
using Interp.Samples.Shared.Terminal;

namespace Interp.Samples.Overthinking.Cluster;

/// <summary>"study plan": deals a study to the tasks of an array.</summary>
internal static class PlanCommand
{
    public static Command Create(SampleTerminal terminal)
    {
        var spec = StudyCommand.SpecArgument();
        var folder = CommonOptions.Out("out/study");
        var shards = CommonOptions.Number("--shards", "Number of shards, one task of an array each.", 8, 1, ShardPlan.MostShards);
        var command = new Command("plan", "Deals a study to the tasks of an array, by cost: plan.json, written once. Reads model files, which are downloaded here and nowhere else.") { spec, folder, shards };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(spec);
            var plan = ShardPlanner.Of(StudyPlan.Of(SpecFile.Read(path), StudyOrigins.Of(path)), parsed.GetValue(shards));
            plan.Write(parsed.GetRequiredValue(folder));
            ShardReport.Write(terminal, plan);
            return plan.Failures.IsEmpty ? ExitCode.Success : ExitCode.BadInput;
        });
        return command;
    }
}
