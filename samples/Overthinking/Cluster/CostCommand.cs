using System.CommandLine;
using System.Globalization;
using Interp.Core.Studies.Shards;
using Interp.Samples.Shared.Hosting;
using Interp.Samples.Shared.Terminal;

namespace Interp.Samples.Overthinking.Cluster;

/// <summary>"study cost": what the paper's whole grid costs on so many machines, by planned operations.</summary>
internal static class CostCommand
{
    public static Command Create(SampleTerminal terminal)
    {
        var machines = new Option<int[]>("--shards")
        {
            Description = "Numbers of machines.",
            HelpName = "N",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [1, 8, 64],
        };
        var speed = CommonOptions.Number("--tflops", "Operations a second that a machine keeps up, in 10^12.", 1, 1, 1_000_000);
        var command = new Command("cost", "What the paper's whole grid costs on so many machines, by planned operations; needs neither weights nor data.") { machines, speed };
        command.SetAction(parsed =>
        {
            terminal.Line($"| machines | operations in all | of the costliest machine | x the mean | its time at {parsed.GetValue(speed)} TFLOP/s |");
            terminal.Line("| --- | --- | --- | --- | --- |");
            foreach (var count in parsed.GetRequiredValue(machines))
                terminal.Line(Row(PaperGrid.Plan(count), parsed.GetValue(speed)));
            return ExitCode.Success;
        });
        return command;
    }

    private static string Row(ShardPlan plan, int speed)
    {
        double[] costs = [.. plan.Shards.Select(shard => shard.Cost)];
        return string.Create(CultureInfo.InvariantCulture, $"| {costs.Length} | {costs.Sum():0.00e+0} | {costs.Max():0.00e+0} | {costs.Max() / costs.Average():0.000} | {costs.Max() / speed / 1e12 / 86400:0.0} days |");
    }
}
