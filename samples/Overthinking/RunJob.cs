using System.Globalization;
using Interp.Core.Lens;
using Interp.Core.Prompts;
using Interp.Core.Studies;
using Interp.Core.Sweeps;
using Interp.Core.Transformer;
using Interp.Datasets;
using Interp.Models;
using Interp.Samples.Shared.Hosting;
using Interp.Samples.Shared.Results;
using Interp.Samples.Shared.Terminal;

namespace Interp.Samples.Overthinking;

/// <summary>From options to files: loads, draws prompts, reads all layers, and publishes the rows and their picture.</summary>
internal static class RunJob
{
    private const int LongestPrompt = 2048; // Tokens; the paper's, where the model's context holds as many.
    private const int BatchTokens = 2048;   // Small, so that progress moves and Ctrl-C is heard.

    public static int Run(RunOptions options, SampleTerminal terminal, CancellationToken stop)
    {
        var folder = OutputFolder.At(options.Out);
        var dataset = Load(options.Dataset, options.Data);
        stop.ThrowIfCancellationRequested();

        using var model = Pretrained.Load(options.Model, PretrainedOptions.Default with { Weights = options.Stream ? WeightPlacement.Streamed : WeightPlacement.InMemory });
        if (!model.HasTokenizer)
            throw new InvalidDataException($"{options.Model}: the model comes without a tokenizer; put its tokenizer.json beside the weights.");
        var prompts = Prompts(dataset, model, options);
        Announce(terminal, options, model, dataset);

        var sweep = new SweepOptions { Cancellation = stop, BatchTokens = BatchTokens };
        if (options.Stream)
            terminal.Line($"{StreamingPlan.Of(model, [.. prompts.Prompts(PromptKind.Correct), .. prompts.Prompts(PromptKind.False)], sweep)}");
        var reading = Work.Show(terminal, "Reading prompts", "prompts", 2 * prompts.Pairs.Length, options.Quiet, progress =>
            LogitLens.Read(model, prompts, sweep: sweep with { Progress = progress }));
        stop.ThrowIfCancellationRequested();

        var rows = Measurements.Of(reading, NameOf(options.Model));
        var curves = StateCurves.Of(rows, new CurveCell(options.Setting, prompts.Dataset));
        terminal.Out.Write(LayerTable.Of(curves, prompts.Chance));
        new Report(curves, prompts.Chance, dataset.Benchmark.Title, Subtitle(options)).Publish(folder, terminal, rows);
        return ExitCode.Success;
    }

    /// <summary>The dataset of a name, with its rows from a path where it is not built in.</summary>
    public static LabeledDataset Load(string name, string? data)
    {
        if (data is null && BuiltInDatasets.Find(name) is { } builtIn)
            return builtIn;
        var benchmark = BenchmarkRegistry.Paper.Get(name);
        return data is { } path
            ? benchmark.Load(path)
            : throw new ArgumentException($"--dataset {name} needs --data PATH, the file or folder with its rows. Data: {benchmark.Origin}.");
    }

    private static PromptSet Prompts(LabeledDataset dataset, HookedTransformer model, RunOptions options) => dataset.Prompts(
        model.Tokenizer,
        new PromptOptions
        {
            Setting = options.Setting,
            Demonstrations = options.Demonstrations,
            Count = options.Count,
            Seed = options.Seed,
            MaximumTokens = Math.Min(LongestPrompt, model.Info.ContextLength),
        },
        options.Format);

    private static void Announce(SampleTerminal terminal, RunOptions options, HookedTransformer model, LabeledDataset dataset)
    {
        var builtIn = BuiltInModels.Find(options.Model);
        terminal.Note($"Model    {options.Model}: {builtIn?.Description ?? $"{model.Info.Architecture}, {model.Info.Layers} blocks, d_model {model.Info.DModel}"}");
        if (builtIn is { IsTrained: false })
            terminal.Note("         its numbers say nothing about language");
        terminal.Note($"Dataset  {dataset.Benchmark.Title}, {dataset.Examples.Count} rows: {dataset.Examples.Source}");
        terminal.Note($"Prompts  {options.Count} of each kind, {options.Demonstrations} demonstrations, seed {options.Seed}, {options.Setting.Name()}");
    }

    private static string NameOf(string model) => Path.GetFileName(Path.TrimEndingDirectorySeparator(model));

    private static string Subtitle(RunOptions options) => string.Create(
        CultureInfo.InvariantCulture,
        $"{NameOf(options.Model)}, {options.Count} prompts of each kind, {options.Demonstrations} demonstrations; bands are 95 % intervals");
}
