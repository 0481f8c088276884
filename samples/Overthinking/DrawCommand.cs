using System.CommandLine;
using Interp.Core.Prompts;
using Interp.Core.Results;
using Interp.Core.Studies;
using Interp.Datasets;
using Interp.Samples.Shared.Hosting;
using Interp.Samples.Shared.Results;
using Interp.Samples.Shared.Terminal;

namespace Interp.Samples.Overthinking;

/// <summary>"draw": table and figure from rows that were measured before, by this program or by the paper's authors.</summary>
internal static class DrawCommand
{
    public static Command Create(SampleTerminal terminal)
    {
        var results = new Option<string>("--results") { Description = "Result rows as CSV, plain or gzipped.", HelpName = "FILE", Required = true };
        var dataset = CommonOptions.Dataset();
        var setting = CommonOptions.Setting();
        var format = new Option<int?>("--format")
        {
            Description = "Which of the dataset's prompt formats; without it, the mean over all.",
            HelpName = "N",
            CustomParser = result => Parsing.WholeNumber("--format", 0, 1_000_000)(result),
        };
        var model = new Option<string?>("--model") { Description = "Which model, where the rows are of several.", HelpName = "NAME" };
        var output = CommonOptions.Out("out/drawn");

        var command = new Command("draw", "Draws rows measured before; writes a table, PNG and SVG.") { results, dataset, setting, format, model, output };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(results);
            var folder = OutputFolder.At(parsed.GetRequiredValue(output));
            var benchmark = BenchmarkRegistry.Paper.Get(parsed.GetRequiredValue(dataset));
            var cell = new CurveCell(SettingNames.Parse(parsed.GetRequiredValue(setting)), benchmark.Key) { Format = parsed.GetValue(format), Model = parsed.GetValue(model) };
            var curves = StateCurves.Of(ResultTables.Measurements.Read(path), cell);
            var chance = 1.0 / benchmark.Classes.Length;

            terminal.Out.Write(LayerTable.Of(curves, chance));
            new Report(curves, chance, benchmark.Title, $"{Path.GetFileName(path)}, {curves.Demonstrations} demonstrations; bands are 95 % intervals").Publish(folder, terminal);
            return ExitCode.Success;
        });
        return command;
    }
}
