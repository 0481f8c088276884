using System.Collections.Immutable;
using Interp.Core.Results;
using Interp.Core.Studies.Paper;
using Interp.Core.Studies.Running;
using Interp.Core.Studies.Specs;
using Interp.Core.Studies.Stores;
using Interp.Datasets;
using Interp.Datasets.Benchmarks;
using Interp.Samples.Shared.Paper;
using Interp.Samples.Shared.Studies;
using Interp.Samples.Shared.Terminal;

namespace Interp.Samples.Shared.Apps;

/// <summary>Measures what a figure needs, as a study: there is one way to run.</summary>
internal static class PaperRun
{
    private const int BatchTokens = 2048; // Small, so that progress moves and Ctrl-C is heard.

    /// <summary>The spec of what a figure needs.</summary>
    public static StudySpec SpecOf(PaperNeeds needs, PaperOptions options)
    {
        var model = options.Model ?? DefaultModel.Name;
        var isPath = File.Exists(model) || Directory.Exists(model);
        return new StudySpec
        {
            Models = [new ModelSpec { Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(model)), Source = isPath ? Path.GetFullPath(model) : model }],
            Datasets = [.. options.Datasets.DefaultIfEmpty(Unnatural.Benchmark.Key).Distinct().Select(dataset => Dataset(dataset, options.Data))],
            Settings = needs.Settings,
            Measures = needs.Measures,
            Ablations = needs.Ablations,
            Controls = needs.Ablations.Any(ablation => ablation.Component == AblatedComponent.Heads) ? new ControlSpec { Sets = options.RandomSets, Match = ControlMatch.Uniform } : null,
            Demonstrations = options.Demonstrations,
            Prompts = options.Count,
            Seed = options.Seed,
        };
    }

    /// <summary>Runs the study and reads its tables.</summary>
    /// <exception cref="InvalidDataException">A cell that cannot be run; the message says why.</exception>
    public static ResultsFolder Run(PaperNeeds needs, PaperOptions options, SampleTerminal terminal, CancellationToken stop)
    {
        var spec = SpecOf(needs, options);
        terminal.Note($"Measuring {string.Join(", ", spec.Datasets.Select(dataset => PaperTitles.OfDataset(dataset.Name)))} on {spec.Models[0].Name}: {spec.Prompts} pairs of prompts, {spec.Demonstrations} demonstrations, seed {spec.Seed}");
        var kept = options.Study ?? Path.Combine(Path.GetTempPath(), $"interp-{Guid.NewGuid():N}");
        try
        {
            var results = Run(spec, kept, options, terminal, stop);
            return needs.AfterCurves is { } later && Later(results, later) is { IsEmpty: false } ablations
                ? Run(spec with { Ablations = [.. spec.Ablations, .. ablations] }, kept, options, terminal, stop)
                : results;
        }
        finally
        {
            if (options.Study is null && Directory.Exists(kept))
                Directory.Delete(kept, recursive: true);
        }
    }

    private static ResultsFolder Run(StudySpec spec, string folder, PaperOptions options, SampleTerminal terminal, CancellationToken stop)
    {
        var cells = spec.Settings.Length * spec.Datasets.Sum(dataset => dataset.Formats.Length);
        var manifest = Work.Show(terminal, "Reading prompts", "prompts", 2 * cells * spec.Prompts, options.Quiet || options.Json, progress => StudyRunner.Run(
            spec,
            StudyOrigins.In(Directory.GetCurrentDirectory()),
            folder,
            new StudyRunOptions { BatchTokens = BatchTokens, Cancellation = stop, Progress = new Counted(progress), Logger = new TerminalLogger(terminal with { Error = TextWriter.Null }) }));
        return manifest.Cells.FirstOrDefault(cell => cell.State != CellState.Done) is { } failed
            ? throw new InvalidDataException($"{failed.Id}: {failed.Reason}")
            : ResultsFolder.Read(Path.Combine(folder, "tables"));
    }

    private static ImmutableArray<AblationSpec> Later(ResultsFolder results, Func<PaperModel, ImmutableArray<AblationSpec>> later) =>
        later(PaperModel.Of(results, PaperSuite.For(results)).Single());

    private static DatasetSpec Dataset(string key, string? data)
    {
        var benchmark = BenchmarkRegistry.Paper.Get(key);
        if (data is null && benchmark != Unnatural.Benchmark)
            throw new ArgumentException($"--dataset {key} needs --data PATH, the file or folder with its rows. Data: {benchmark.Origin}.");
        return new DatasetSpec
        {
            Name = key,
            Path = data is null || benchmark == Unnatural.Benchmark ? null : Directory.Exists(Path.Combine(data, key)) ? Path.GetFullPath(Path.Combine(data, key)) : Path.GetFullPath(data),
            Formats = [.. Enumerable.Range(0, benchmark.Formats.Length)],
            Averaged = PaperSuite.Suite.Averaged.Contains(key),
        };
    }

    private sealed class Counted(IProgress<int> progress) : IProgress<StudyProgress>
    {
        public void Report(StudyProgress value) => progress.Report((int)value.Prompts);
    }
}
