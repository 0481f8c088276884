using System.CommandLine;
using Interp.Core.Lens;
using Interp.Core.LinearLenses;
using Interp.Core.Prompts;
using Interp.Core.Statistics;
using Interp.Core.Studies.Paper;
using Interp.Core.Sweeps;
using Interp.Core.Transformer;
using Interp.Datasets;
using Interp.Datasets.Benchmarks;
using Interp.Models;
using Interp.Models.Lenses;
using Interp.Samples.Shared.Charts;
using Interp.Samples.Shared.Figures;
using Interp.Samples.Shared.Hosting;
using Interp.Samples.Shared.Lenses;
using Interp.Samples.Shared.Paper;
using Interp.Samples.Shared.Results;
using Interp.Samples.Shared.Terminal;

namespace Interp.Samples.Shared.Apps;

/// <summary>Would another lens show it too? Overthinking under the logit lens, a tuned lens and a Jacobian lens.</summary>
public static class LensesApp
{
    private const string TunedFolder = "tuned";
    private const string JacobianFile = "jacobian.pt";

    /// <summary>Runs the app.</summary>
    /// <param name="arguments">As given to Main.</param>
    /// <param name="terminal">Where to write.</param>
    /// <param name="stop">Cancelled by Ctrl-C.</param>
    /// <returns>0 when done, 2 for bad input, 130 when stopped.</returns>
    public static int Run(IReadOnlyList<string> arguments, SampleTerminal terminal, CancellationToken stop = default)
    {
        var model = new Option<string>("--model") { Description = "A .gguf file, a model folder, a hub id, or a built-in model.", HelpName = "MODEL", DefaultValueFactory = _ => DefaultModel.Name };
        var tuned = new Option<string?>("--tuned") { Description = "Folder of a tuned lens; without it one is trained.", HelpName = "FOLDER" };
        var jacobian = new Option<string?>("--jacobian") { Description = "File of a Jacobian lens; without it one is computed.", HelpName = "FILE" };
        var dataset = new Option<string>("--dataset") { Description = "A dataset of the paper.", HelpName = "KEY", DefaultValueFactory = _ => Unnatural.Benchmark.Key };
        var data = new Option<string?>("--data") { Description = "File or folder with its rows; unnatural needs none.", HelpName = "PATH" };
        var demonstrations = Number("--demonstrations", "Demonstrations in a prompt, the one whose label is predicted included.", DefaultModel.Demonstrations, 2, 1_000_000);
        var count = Number("--count", "Pairs of prompts that are judged.", 200, 4, 65_535);
        var made = Number("--made", "Pairs of prompts that lenses are made on, of other rows.", 100, 2, 65_535);
        var madeOn = new Option<PromptKind?>("--made-on") { Description = "Only correct, or only false, of these prompts.", HelpName = "correct|false" };
        var steps = Number("--steps", "Training steps of the tuned lens.", TunedLensOptions.Default.Steps, 1, 1_000_000);
        var seed = new Option<ulong>("--seed") { Description = "Seed of every random choice.", DefaultValueFactory = _ => 1 };
        var output = new Option<string>("--out", "--output") { Description = "Folder for the picture, the tables and the lenses.", HelpName = "FOLDER", DefaultValueFactory = _ => "out/lenses" };
        var scale = Number("--scale", "Dots a unit of the PNG.", Figure.DefaultScale, 1, 8);
        var quiet = new Option<bool>("--quiet") { Description = "Plain lines instead of a progress bar." };

        var root = new RootCommand("Overthinking under the logit lens, a tuned lens and a Jacobian lens.") { model, tuned, jacobian, dataset, data, demonstrations, count, made, madeOn, steps, seed, output, scale, quiet };
        root.SetAction((parsed, token) => Task.FromResult(Run(new LensesOptions
        {
            Model = parsed.GetRequiredValue(model),
            Tuned = parsed.GetValue(tuned),
            Jacobian = parsed.GetValue(jacobian),
            Dataset = parsed.GetRequiredValue(dataset),
            Data = parsed.GetValue(data),
            Demonstrations = parsed.GetValue(demonstrations),
            Count = parsed.GetValue(count),
            Made = parsed.GetValue(made),
            MadeOn = parsed.GetValue(madeOn),
            Steps = parsed.GetValue(steps),
            Seed = parsed.GetValue(seed),
            Out = parsed.GetRequiredValue(output),
            Scale = parsed.GetValue(scale),
            Quiet = parsed.GetValue(quiet),
        }, terminal, token)));
        return SampleHost.Run(root, arguments, "samples/Lenses", terminal, stop);
    }

    private static int Run(LensesOptions options, SampleTerminal terminal, CancellationToken stop)
    {
        var folder = OutputFolder.At(options.Out);
        using var model = Pretrained.Load(options.Model);
        var (made, judged) = LensTexts.Split(Load(options));
        var texts = LensTexts.Of(made.Prompts(model.Tokenizer, Setting.Permuted, options.Demonstrations, options.Made, options.Seed), options.MadeOn is { } kind ? [kind] : []);
        var prompts = judged.Prompts(model.Tokenizer, Setting.Permuted, options.Demonstrations, options.Count, options.Seed);
        using var keptJacobian = options.Jacobian is { } file ? JacobianLensFile.Load(file, model) : null;
        using var tuned = options.Tuned is { } kept ? TunedLensFolder.Load(kept, model) : Train(model, texts, options, terminal, stop);
        using var jacobian = keptJacobian ?? Compute(model, texts, options, terminal, stop);

        (string Name, LinearLens? Lens)[] all = [("logit lens", null), ("tuned lens", tuned), ("Jacobian lens", jacobian)];
        IReadout ReadoutOf(LinearLens? lens) => lens is null ? new LogitLensReadout(model) : new LinearLensReadout(model, lens);
        var sweep = new SweepOptions { Cancellation = stop };
        var resamples = new Resamples(options.Count, options.Seed);
        LensCurves[] lenses = [.. all.Select(one => LensCurves.Of(one.Name, LogitLens.Read(model, prompts, new LensOptions
        {
            Readout = ReadoutOf(one.Lens),
            States = one.Lens is null ? null : [.. one.Lens.States.Append(model.Info.Layers).Distinct()],
        }, sweep), resamples))];

        var name = PaperTitles.OfModel(Path.GetFileName(Path.TrimEndingDirectorySeparator(options.Model)));
        var chart = LensCharts.Accuracy(lenses, prompts.Chance, $"{name}, {PaperTitles.OfDataset(options.Dataset)}, {options.Count} pairs of prompts, {options.Demonstrations} demonstrations; bands are 95 % intervals over prompts");
        List<PaperTable> tables = [LensCharts.Overthinking(lenses)];
        if (all.All(one => one.Lens is null || one.Lens.States.Length >= model.Info.Layers))
        {
            var unseen = LensTexts.Of(prompts);
            tables.Add(LensCharts.Divergence([.. all.Select(one => (one.Name, LensDivergence.Of(model, unseen, ReadoutOf(one.Lens), sweep: sweep)))], resamples));
        }

        foreach (var table in tables)
            terminal.WriteWide(ValueTable.Of(table));
        folder.Publish(stage =>
        {
            ChartPainter.Paint(chart).Save(stage, chart.Name, options.Scale);
            ChartTables.Points(chart).Write(Path.Combine(stage, $"{chart.Name}.csv"));
            foreach (var table in tables)
                table.Write(Path.Combine(stage, $"table-{table.Name}.csv"));
            if (options.Tuned is null)
                TunedLensFolder.Save(Path.Combine(stage, TunedFolder), tuned, model, options.Model);
            if (options.Jacobian is null)
                JacobianLensFile.Save(Path.Combine(stage, JacobianFile), jacobian, model, texts.Length);
        });
        terminal.Note($"Written to {folder.Path}: {chart.Name}.png, .svg, .csv, tables, lenses");
        return ExitCode.Success;
    }

    private static LinearLens Train(HookedTransformer model, IReadOnlyList<Prompt> texts, LensesOptions options, SampleTerminal terminal, CancellationToken stop) =>
        Work.Show(terminal, "Training the tuned lens", "steps", options.Steps, options.Quiet, progress =>
        {
            using var training = TunedLensTraining.Of(model, texts, TunedLensOptions.Default with { Steps = options.Steps, Seed = options.Seed }, new SweepOptions { Cancellation = stop });
            training.Run(progress: new Steps(progress), cancellation: stop);
            return training.Lens();
        });

    private static LinearLens Compute(HookedTransformer model, IReadOnlyList<Prompt> texts, LensesOptions options, SampleTerminal terminal, CancellationToken stop) =>
        Work.Show(terminal, "Computing the Jacobian lens", "texts", texts.Count, options.Quiet, progress =>
            JacobianLens.Compute(model, texts, new JacobianLensOptions { Progress = progress, Cancellation = stop }));

    private static LabeledDataset Load(LensesOptions options)
    {
        var benchmark = BenchmarkRegistry.Paper.Get(options.Dataset);
        return benchmark == Unnatural.Benchmark ? Unnatural.Load()
            : options.Data is { } path ? benchmark.Load(path)
            : throw new ArgumentException($"--dataset {options.Dataset} needs --data PATH, the file or folder with its rows. Data: {benchmark.Origin}.");
    }

    private static Option<int> Number(string name, string description, int fallback, int low, int high) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => fallback,
        CustomParser = Parsing.WholeNumber(name, low, high),
    };

    private sealed class Steps(IProgress<int> progress) : IProgress<TunedLensProgress>
    {
        public void Report(TunedLensProgress value) => progress.Report(value.Step);
    }
}
