using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Interp.Benchmarks;
using Interp.Benchmarks.Forwards;
using Interp.Benchmarks.Loading;
using Interp.Benchmarks.Streaming;

// Each kind of measurement: dotnet run -c Release --project tests/Interp.Benchmarks -- --NAME
// Those of BenchmarkDotNet: … -- --filter '*'
Dictionary<string, (string What, Action<string[]> Run)> kinds = new()
{
    ["--forward"] = ("[SHAPE …]: a forward beside its own matrix products and attention alone", ForwardRatios.Run),
    ["--precision"] = ("[MODEL]: a forward with bfloat16 matrices beside float32", PrecisionRatios.Run),
    ["--precision-accuracy"] = ("MODEL DATASET FOLDER: what bfloat16 matrices do to label scores and accuracies", PrecisionAccuracy.Run),
    ["--hooks"] = (": a forward that nobody listens to beside one without hook points", CostTables.Hooks),
    ["--growth"] = (": cost against prompts, tokens and layers", CostTables.Growth),
    ["--lens"] = ("[SHAPE …]: lenses and replay beside plain forwards", SweepRatios.Lenses),
    ["--batches"] = ("[SHAPE]: a lens in batches of several sizes", SweepRatios.BatchSizes),
    ["--sweep"] = ("[PROMPTS]: lens, heads and every ablation beside plain forwards", SweepRatios.Everything),
    ["--study"] = ("MODEL DATASET FOLDER: a whole study beside the plain forwards of its prompts", StudyRatio.Run),
    ["--wanted"] = (": what is not computed because nobody wants it", SweepRatios.Wanted),
    ["--load"] = ("[LAYOUT]: loading 1 GB of float32 weights from each layout of files", rest => LoadTimes.Run(["--load", .. rest])),
    ["--load-of"] = ("SOURCE DTYPE: one of them, in a process of its own", rest => LoadTimes.Run(["--load-of", .. rest])),
    ["--stream"] = ("[FOLDER]: a model three times the memory allowed, beside the same from memory", StreamedRatios.ThreeTimesTheMemory),
    ["--stream-20b"] = ("[FOLDER]: GPT-NeoX-20B's shape, streamed", StreamedRatios.TwentyBillion),
    [StreamedRun.Child] = ("FOLDER PLACEMENT …: one run, in a process of its own", StreamedRun.RunAsChild),
    ["--memory"] = (": peak memory of sweeps, each in a process of its own", SweepMemory.Run),
    ["--coverage"] = ("[RUNS]: how often intervals cover the truth, as Markdown", Coverage.Run),
};

if (args is [var kind, .. var rest] && kinds.TryGetValue(kind, out var chosen))
{
    chosen.Run(rest);
    return;
}

if (args is [] or ["--help"])
{
    foreach (var (name, (what, _)) in kinds)
        Console.WriteLine($"{name} {what}");
    return;
}

var config = DefaultConfig.Instance
    .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithStrategy(RunStrategy.Monitoring).WithWarmupCount(1).WithIterationCount(5))
    .AddColumn(StatisticColumn.Median)
    .HideColumns(Column.Job, Column.Toolchain, Column.RunStrategy, Column.WarmupCount, Column.IterationCount);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
