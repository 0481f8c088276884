using BenchmarkDotNet.Attributes;

namespace Interp.Benchmarks;

/// <summary>Sweeps of eight prompts of 800 tokens beside their plain forwards: what is asked for besides, and what is not computed.</summary>
public class SweepBenchmark
{
    private readonly SweepJobs _jobs = new();

    [Benchmark(Baseline = true)]
    public void PlainForwards() => _jobs.PlainForwards();

    [Benchmark]
    public void Blocks() => _jobs.Blocks();

    [Benchmark]
    public void LastLogits() => _jobs.LastLogits();

    [Benchmark]
    public void LensAtTheLastState() => _jobs.LensAtTheLastState();

    [Benchmark]
    public void Lens() => _jobs.Lens();

    [Benchmark]
    public void LensAttentionAndEveryHead() => _jobs.Everything();
}
