using BenchmarkDotNet.Attributes;
using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Randomness;
using Interp.Core.Replays;
using Interp.Core.Transformer;
using Interp.Models;
using static TorchSharp.torch;

namespace Interp.Benchmarks;

/// <summary>All single-head ablations at the last position of one prompt by replay, beside one plain forward pass.</summary>
public class ReplayBenchmark
{
    private const int Layers = 24;
    private const int Heads = 16;
    private const int Tokens = 800;

    private readonly HookedTransformer _model = TinyModel.Create(
        TinyArchitecture.GptNeoX, TinyOptions.Default with { Layers = Layers, DModel = 1024, Heads = Heads, DMlp = 4096, ContextLength = 1024 });

    private readonly Ablation[] _everyHead =
        [.. Enumerable.Range(0, Layers).SelectMany(layer => Enumerable.Range(0, Heads).Select(head => Ablation.OfHeads([new HeadId(layer, head)], Positions.Last)))];

    private readonly Batch _batch;
    private readonly Replay _replay;

    public ReplayBenchmark()
    {
        var random = new RandomStream(seed: 1);
        _batch = Batch.Of(Enumerable.Range(0, Tokens).Select(_ => random.Below(_model.Info.DVocab)).ToArray());
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
