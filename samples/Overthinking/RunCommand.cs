using System.CommandLine;
using Interp.Core.Prompts;
using Interp.Samples.Shared;
using Interp.Samples.Shared.Terminal;

namespace Interp.Samples.Overthinking;

/// <summary>"run": measures a model on a dataset.</summary>
internal static class RunCommand
{
    private const int Most = 1_000_000;

    public static Command Create(SampleTerminal terminal)
    {
        var model = new Option<string>("--model") { Description = "A .gguf file, a model folder, a hub id, or a built-in model.", HelpName = "MODEL", DefaultValueFactory = _ => DefaultModel.Name };
        var dataset = CommonOptions.Dataset();
        var data = CommonOptions.Data();
        var setting = CommonOptions.Setting();
        var format = CommonOptions.Number("--format", "Which of the dataset's prompt formats.", 0, 0, Most);
        var demonstrations = CommonOptions.Number("--demonstrations", "Demonstrations in a prompt, the one whose label is predicted included.", DefaultModel.Demonstrations, 1, Most);
        var count = CommonOptions.Number("--count", "Prompts of each kind; two at least, for intervals.", 100, 2, 65_535);
        var seed = CommonOptions.Number("--seed", "Seed of every random choice.", 1UL, ulong.MinValue, ulong.MaxValue);
        var output = CommonOptions.Out("out/overthinking");
        var stream = CommonOptions.Stream();
        var quiet = new Option<bool>("--quiet") { Description = "Plain lines instead of a progress bar." };

        var command = new Command("run", "Reads every layer's predictions under correct and wrong demonstrations; writes a table, CSV, PNG and SVG.")
        {
            model, dataset, data, setting, format, demonstrations, count, seed, output, stream, quiet,
        };
        command.SetAction((parsed, stop) => Task.FromResult(RunJob.Run(
            new RunOptions
            {
                Model = parsed.GetRequiredValue(model),
                Dataset = parsed.GetRequiredValue(dataset),
                Data = parsed.GetValue(data),
                Setting = SettingNames.Parse(parsed.GetRequiredValue(setting)),
                Format = parsed.GetValue(format),
                Demonstrations = parsed.GetValue(demonstrations),
                Count = parsed.GetValue(count),
                Seed = parsed.GetValue(seed),
                Stream = parsed.GetValue(stream),
                Out = parsed.GetRequiredValue(output),
                Quiet = parsed.GetValue(quiet),
            },
            terminal,
            stop)));
        return command;
    }
}
