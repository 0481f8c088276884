using BenchmarkDotNet.Attributes;
using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Replays;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Benchmarks;

/// <summary>All single-head ablations at the last position of one prompt by replay, beside one plain forward pass.</summary>
public class ReplayBenchmark
{
    private readonly HookedTransformer _model = Shapes.Create(Shapes.Pythia410M);
    private readonly Ablation[] _everyHead;
    private readonly Batch _batch;
    private readonly Replay _replay;

    public ReplayBenchmark()
    {
        _everyHead = RandomPrompts.EveryHead(_model, Positions.Last);
        _batch = Batch.Of(RandomPrompts.Of(_model, count: 1, tokens: 800));
        _replay = Replay.Record(_model, _batch, Positions.Last);
    }

    [Benchmark(Baseline = true)]
    public void PlainForward()
    {
        using var noGrad = no_grad();
        _model.Logits(_batch).Dispose();
    }

    [Benchmark]
    public void Record() => Replay.Record(_model, _batch, Positions.Last).Dispose();

    [Benchmark]
    public void EveryHeadByReplay() => _replay.Logits(_everyHead).Dispose();
}
