using System.CommandLine;
using Interp.Core.Prompts;
using Interp.Core.Results;
using Interp.Core.Studies;
using Interp.Datasets.Benchmarks;
using Interp.Models;
using Interp.Samples.Shared;
using Interp.Samples.Shared.Hosting;
using Interp.Samples.Shared.Results;
using Interp.Samples.Shared.Terminal;
using static TorchSharp.torch;

namespace Interp.Samples.Overthinking;

/// <summary>What runs where no command is named: the whole study on the built-in model, from prompts to the report.</summary>
internal static class WholeStudy
{
    /// <summary>Makes it the action of a command line without a command.</summary>
    public static void Default(RootCommand root, SampleTerminal terminal)
    {
        var output = CommonOptions.Out("out/study");
        var quiet = new Option<bool>("--quiet") { Description = "Plain lines instead of a progress bar." };
        root.Add(output);
        root.Add(quiet);
        root.SetAction((parsed, stop) => Task.FromResult(Run(parsed.GetRequiredValue(output), parsed.GetValue(quiet), terminal, stop)));
    }

    private static int Run(string folder, bool quiet, SampleTerminal terminal, CancellationToken stop)
    {
        set_num_threads(1); // In a model of this size they only wait for each other.
        var code = StudyJob.Run(Path.Combine(AppContext.BaseDirectory, "example.study.json"), folder, WeightPlacement.InMemory, quiet, terminal, stop);
        if (code != ExitCode.Success)
            return code;

        var rows = ResultTables.Measurements.Read(Path.Combine(folder, "tables", "measurements.parquet"));
        var curves = StateCurves.Of(rows, new CurveCell(Setting.Permuted, Unnatural.Benchmark.Key));
        var chance = 1.0 / Unnatural.Benchmark.Classes.Length;
        terminal.Out.Write(LayerTable.Of(curves, chance));
        new Report(curves, chance, Unnatural.Benchmark.Title, $"{DefaultModel.Name}, {curves.Demonstrations} demonstrations; bands are 95 % intervals")
            .Publish(OutputFolder.At(Path.Combine(folder, "figures")), terminal);
        return ReportCommand.Write(terminal, folder, model: null, Path.Combine(folder, ReportCommand.FileName));
    }
}
