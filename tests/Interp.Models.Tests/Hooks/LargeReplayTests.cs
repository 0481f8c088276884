using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Hooks;
using Interp.Core.Randomness;
using Interp.Core.Replays;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Hooks;

/// <summary>Replay at the size of a real model: every head of 24 blocks at once, compared with full runs of some of them.</summary>
[Trait("Category", "Long")]
public sealed class LargeReplayTests
{
    private const int Layers = 24;
    private const int Heads = 16;
    private const int Tokens = 800;

    [Fact]
    public void Logits_EveryHead_EqualFullRuns()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var model = TinyModel.Create(
            TinyArchitecture.GptNeoX, TinyOptions.Default with { Layers = Layers, DModel = 1024, Heads = Heads, DMlp = 4096, ContextLength = 1024 });
        var random = new RandomStream(seed: 1);
        var batch = Batch.Of(Enumerable.Range(0, Tokens).Select(_ => random.Below(model.Info.DVocab)).ToArray());
        HeadId[] heads = [.. Enumerable.Range(0, Layers).SelectMany(layer => Enumerable.Range(0, Heads).Select(head => new HeadId(layer, head)))];

        using var replay = Replay.Record(model, batch, Positions.Last);
        var replayed = replay.Logits([.. heads.Select(head => Ablation.OfHeads([head], Positions.Last))]); // [ablation, 1, 1, d_vocab]
        using var streams = ActivationCache.Record(model, batch, CacheRequest.Of(HookSite.ResidPre));

        foreach (var i in Enumerable.Range(0, 12).Select(step => step * 35 % heads.Length))
        {
            using var step = NewDisposeScope();
            using var ablation = AblationScope.Zero(model, [heads[i]], Positions.Last);
            var full = model.LogitsFrom(batch, heads[i].Layer, streams[HookPoint.ResidPre(heads[i].Layer)])[0, -1];
            (full - replayed[i, 0, 0]).abs().max().item<float>().Should().BeLessThan(1e-4f, heads[i].ToString());
        }
    }
}
