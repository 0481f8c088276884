using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Interp.Benchmarks;
using Interp.Benchmarks.Loading;

// Ratios measured side by side in one process: dotnet run -c Release --project tests/Interp.Benchmarks -- --filter '*'
// Sweeps beside plain forwards: … -- --sweep [PROMPTS]; what is not computed: … -- --wanted. Their peak memory, each in a process of its own: … -- --memory
// Loading 1 GB of float32 weights from each layout of files: … -- --load [LAYOUT]
// How often intervals cover the truth, as Markdown: … -- --coverage [RUNS]
if (SweepRatios.Run(args) || SweepMemory.Run(args) || LoadTimes.Run(args) || Coverage.Run(args))
    return;

var config = DefaultConfig.Instance
    .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithStrategy(RunStrategy.Monitoring).WithWarmupCount(1).WithIterationCount(5))
    .AddColumn(StatisticColumn.Median)
    .HideColumns(Column.Job, Column.Toolchain, Column.RunStrategy, Column.WarmupCount, Column.IterationCount);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
