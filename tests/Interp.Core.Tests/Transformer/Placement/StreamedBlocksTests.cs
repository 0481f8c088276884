using Interp.Core.Ablations;
using Interp.Core.Attribution;
using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Heads;
using Interp.Core.Hooks;
using Interp.Core.Lens;
using Interp.Core.Patching;
using Interp.Core.Replays;
using Interp.Core.Sweeps;
using Interp.Core.Tests.Tiny;
using Interp.Core.Transformer;
using static Interp.Core.Tests.Sweeps.SweepData;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Transformer.Placement;

public sealed class StreamedBlocksTests
{
    private const string Wiring = "llama-gqa";

    public static TheoryData<string> Wirings => TinyWiring.Names;

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Run_ManyReadersUnderInterventions_IsTheResidentModelBitForBit(string wiring)
    {
        using var resident = TinyModel.Of(wiring);
        var expected = Everything(resident, SweepOptions.Default with { BatchTokens = 50 });
        foreach (var options in new SweepOptions[] { new(), new() { WaveTokens = 120 }, new() { WaveTokens = 1 }, new() { StreamBytes = 0 }, new() { Order = SweepOrder.BatchMajor } })
        {
            using var streamed = TinyModel.Streamed(wiring);
            Everything(streamed, options with { BatchTokens = 50 }).Should().Equal(expected, $"{options}");
        }
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Matrices_AnyOrder_AreThoseOfTheResidentModel(string wiring)
    {
        using var scope = NewDisposeScope();
        using var resident = TinyModel.Of(wiring);
        using var streamed = TinyModel.Streamed(wiring);
        foreach (var layer in new[] { 2, 0, 1, 1 })
        {
            streamed.W_Q(layer).ShouldBeBitForBit(resident.W_Q(layer), "queries");
            streamed.W_out(layer).ShouldBeBitForBit(resident.W_out(layer), "MLP");
            streamed.OV(new HeadId(layer, 1)).ShouldBeBitForBit(resident.OV(new HeadId(layer, 1)), "circuit");
        }

        streamed.W_U().ShouldBeBitForBit(resident.W_U(), "unembedding");
        streamed.Logits(Batch.Of([1, 2, 3])).ShouldBeBitForBit(resident.Logits(Batch.Of([1, 2, 3])), "logits");
        streamed.HookPoints.Should().Equal(resident.HookPoints);
    }

    [Fact]
    public void Copying_FromWeights_IsThatOfTheResidentModel()
    {
        using var resident = TinyModel.Of(Wiring);
        using var streamed = TinyModel.Streamed(Wiring);
        var (a, b) = (Copying.Score(resident, LabelTokens), Copying.Score(streamed, LabelTokens));
        foreach (var layer in Enumerable.Range(0, TinyWiring.Layers))
            b.MeanAt(new HeadId(layer, 2)).Should().Be(a.MeanAt(new HeadId(layer, 2)));
    }

    [Fact]
    public void Run_Waves_ReadEachBlockOnceAWaveInOrder()
    {
        var read = new List<int>();
        using var model = TinyModel.Streamed(Wiring, read.Add);
        var options = new SweepOptions { BatchTokens = 50, WaveTokens = 50 };
        var waves = StreamingPlan.Of(model, Set, options).Waves;
        waves.Should().BeGreaterThan(2);
        Sweep.Run(model, Set, [new LensReader(LabelTokens)], options);
        read.Should().Equal(Enumerable.Repeat(Enumerable.Range(0, TinyWiring.Layers), waves).SelectMany(wave => wave));
    }

    [Fact]
    public void Run_Always_HoldsTwoBlocksAtMost()
    {
        var made = new List<Tensor>();
        using var model = TinyModel.Streamed(
            Wiring, _ => made.Count(weight => !weight.IsInvalid).Should().BeLessThanOrEqualTo(1), block => made.Add(block.Weights("").First().Tensor));
        Sweep.Run(model, Set, [new ReplayReader(ManyAblations(), LabelTokens)], new SweepOptions { BatchTokens = 50, WaveTokens = 50 });
        made.Count.Should().BeGreaterThan(2 * TinyWiring.Layers);
        model.Dispose();
        made.Should().OnlyContain(weight => weight.IsInvalid);
    }

    [Fact]
    public void Run_BlockThatCannotBeRead_SaysSoAndCanBeTriedAgain()
    {
        var broken = true;
        using var model = TinyModel.Streamed(Wiring, layer =>
        {
            if (layer == 1 && broken)
                throw new InvalidDataException("cut short");
        });
        var run = () => model.Run(Batch.Of([1, 2]));
        using var tap = model.Tap(HookPoint.ResidPost(2), Positions.All, _ => { });
        run.Should().Throw<InvalidDataException>().WithMessage("cut short");
        run.Should().Throw<InvalidDataException>();
        broken = false;
        run.Should().NotThrow();
    }

    [Fact]
    public async Task Dispose_WhileTheNextBlockIsRead_FreesItAndClosesFiles()
    {
        var files = new Files();
        var made = new List<Tensor>();
        using var go = new ManualResetEventSlim();
        var model = TinyModel.Streamed(Wiring, layer => (layer == 0 || go.Wait(TimeSpan.FromSeconds(30))).Should().BeTrue(), block => made.Add(block.Weights("").First().Tensor), files);
        using (var pass = model.Start(Batch.Of([1, 2]), Positions.Last))
            pass.Step();
        var dispose = Task.Run(model.Dispose);
        go.Set();
        await dispose.WaitAsync(TimeSpan.FromSeconds(30));
        made.Should().HaveCount(2).And.OnlyContain(weight => weight.IsInvalid);
        files.Closed.Should().Be(1);
        model.Dispose();
        files.Closed.Should().Be(1);
        model.Invoking(m => m.W_Q(0)).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void Weights_OfBlocksThatAreNotHeld_AreRefusedWithTheWayOut()
    {
        using var model = TinyModel.Streamed(Wiring);
        model.Invoking(m => m.Weights.Count()).Should().Throw<InvalidOperationException>().WithMessage("*W_Q(layer)*");
        model.OuterWeights.Select(weight => weight.Name).Should().Equal("embed.tokens", "ln_final.gain", "unembed.weight");
    }

    /// <summary>The embedding's dtype may be a narrower one: what the pass takes of it is the same.</summary>
    [Fact]
    public void Embedding_StoredInFewerBits_GivesWhatItsWideCopyGives()
    {
        using var scope = NewDisposeScope();
        var stored = arange(12, dtype: float32).view(3, 4).sin().to(float16);
        var narrow = new Embedding(stored, stored) { Scale = 1.7 }.In(ScalarType.Float32);
        var wide = new Embedding(stored.to(float32), stored.to(float32)) { Scale = 1.7 };
        narrow.TokenTable().ShouldBeBitForBit(wide.TokenTable(), "all rows");
        narrow.Rows(tensor(new long[] { 2, 0 })).ShouldBeBitForBit(wide.Rows(tensor(new long[] { 2, 0 })), "some rows");
        narrow.PositionTable!.ShouldBeBitForBit(wide.PositionTable!, "positions");
        var x = ones(5, 4);
        new Unembedding(stored, bias: null).Logits(x).ShouldBeBitForBit(new Unembedding(stored.to(float32), bias: null).Logits(x), "logits");
        new Unembedding(stored, bias: null).LogitsOf(x, [1]).ShouldBeBitForBit(new Unembedding(stored.to(float32), bias: null).LogitsOf(x, [1]), "some logits");
    }

    /// <summary>All that readers give, as one list of numbers.</summary>
    private static float[] Everything(HookedTransformer model, SweepOptions options)
    {
        using var scope = NewDisposeScope();
        using var cache = new CacheReader(Kept);
        using var clean = ActivationCache.Record(model, Set, options, CacheRequest.Of(HookSite.AttnOut));
        using var patched = ActivationPatching.Patch(model, clean, HookPoint.AttnOut(1), Positions.At(Set.Select(_ => new[] { 2 })));
        using var ablated = AblationScope.Apply(model, Ablation.OfHeads([new HeadId(2, 1)], Positions.LastPreLabel) | Ablation.OfMlps([0], Positions.PreLabel));
        var (lens, attention, replay) = (new LensReader(LabelTokens), new LabelAttentionReader(), new ReplayReader(ManyAblations(), LabelTokens));
        var attribution = new LogitAttributionReader([.. Set.Select((_, i) => new TokenPair(1 + i % 3, 2))]);
        Sweep.Run(model, Set, [lens, attention, replay, cache, attribution], options);
        using var kept = cache.Take();
        return
        [
            .. lens.Scores.AllLogits,
            .. replay.Scores.SelectMany(scores => scores.AllLogits),
            .. Enumerable.Range(0, Set.Length).SelectMany(prompt => Enumerable.Range(0, TinyWiring.Layers).SelectMany(layer => attention.Attention.ToLabels(prompt, new HeadId(layer, 1), 3).ToArray())),
            .. kept.Points.SelectMany(point => kept[point].contiguous().data<float>().ToArray()),
            .. Enumerable.Range(0, Set.Length).SelectMany(prompt => attribution.Attribution.At(prompt).ToArray().Select(share => (float)share)),
        ];
    }

    private sealed class Files : IDisposable
    {
        public int Closed { get; private set; }

        public void Dispose() => Closed++;
    }
}
