using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Tests.Tiny;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Transformer;

public sealed class HookedTransformerTests
{
    public static TheoryData<string> Wirings => TinyWiring.Names;

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Logits_PaddedBatch_AreThoseOfEachPromptAlone(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var batch = TinyBatch.Padded();
        var logits = model.Logits(batch);
        logits.shape.Should().Equal(3, 9, TinyWiring.DVocab);
        for (var i = 0; i < 3; i++)
            Numbers.Difference(logits[i].narrow(0, 0, batch.Rows[i].Length), model.Logits(Batch.Of(batch.Rows[i]))[0]).Should().BeLessThan(1e-12);
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Logits_LaterTokenChanged_EarlierOnesStay(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var tokens = TinyBatch.Tokens(8, 4);
        var before = model.Logits(Batch.Of(tokens));
        tokens[5] = (tokens[5] + 1) % TinyWiring.DVocab;
        var after = model.Logits(Batch.Of(tokens));
        Numbers.Difference(after.narrow(1, 0, 5), before.narrow(1, 0, 5)).Should().BeLessThan(1e-12);
        for (var i = 5; i < 8; i++)
            Numbers.Difference(after[0, i], before[0, i]).Should().BeGreaterThan(1e-3, "every later token sees it");
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void LogitsFrom_StreamOfEachBlock_AreTheLogits(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring);
        var batch = TinyBatch.Padded();
        var clean = model.Logits(batch);
        var streams = new Tensor[TinyWiring.Layers + 1];
        using (HookScope.Join(Enumerable.Range(0, TinyWiring.Layers).Select(layer => model.Tap(HookPoint.ResidPre(layer), Positions.All, x => streams[layer] = x.clone().MoveToOtherDisposeScope(scope)))))
        using (model.Tap(HookPoint.ResidPost(TinyWiring.Layers - 1), Positions.All, x => streams[^1] = x.clone().MoveToOtherDisposeScope(scope)))
            model.Run(batch);

        for (var layer = 0; layer <= TinyWiring.Layers; layer++)
        {
            var copy = streams[layer].clone();
            var before = Numbers.Live;
            using (var logits = model.LogitsFrom(batch, layer, streams[layer]))
                logits.ShouldBeBitForBit(clean, $"starting at block {layer}");
            if (layer < TinyWiring.Layers)
            {
                using (model.Hook(HookPoint.ResidPre(layer), (x, _) =>
                {
                    x.zero_();
                    return HookResult.Keep;
                }))
                using (var changed = model.LogitsFrom(batch, layer, streams[layer]))
                    Numbers.Difference(changed, clean).Should().BeGreaterThan(1e-3);
            }

            Numbers.Live.Should().Be(before);
            streams[layer].ShouldBeBitForBit(copy, "the stream stays the caller's: a late start");
        }
    }

    [Fact]
    public void LogitsFrom_WhatDoesNotFit_Throws()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("neox");
        var batch = TinyBatch.Padded();
        var stream = zeros(3, 9, TinyWiring.DModel);
        FluentActions.Invoking(() => model.LogitsFrom(batch, -1, stream)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => model.LogitsFrom(batch, 4, stream)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => model.LogitsFrom(batch, 1, zeros(3, 8, TinyWiring.DModel))).Should().Throw<ArgumentException>().WithMessage("*batch pos d_model*");
        FluentActions.Invoking(() => model.LogitsFrom(batch, 1, zeros(3, 9, TinyWiring.DModel, dtype: float64))).Should().Throw<ArgumentException>().WithMessage("*Float64*Float32*");
        using (model.Tap(HookPoint.Z(0), Positions.All, _ => { }))
            FluentActions.Invoking(() => model.LogitsFrom(batch, 1, stream)).Should().Throw<InvalidOperationException>().WithMessage("*blocks.0.attn.hook_z would not fire*");
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Run_ListenersOfEarlyBlocks_ComputesNoLaterOnes(string wiring)
    {
        using var model = TinyModel.Of(wiring);
        var batch = TinyBatch.Padded();
        var reached = new List<HookPoint>();
        // A block's weights are needed only if it is computed: without them it would throw.
        foreach (var weight in model.Weights.Where(weight => weight.Name.StartsWith("blocks.1.", StringComparison.Ordinal) || weight.Name.StartsWith("blocks.2.", StringComparison.Ordinal) || weight.Name.StartsWith("ln_final", StringComparison.Ordinal)))
            weight.Tensor.Dispose();
        using (model.Tap(HookPoint.Embed, Positions.All, _ => reached.Add(HookPoint.Embed)))
            model.Run(batch);
        using (model.Tap(HookPoint.ResidPre(0), Positions.All, _ => reached.Add(HookPoint.ResidPre(0))))
            model.Run(batch);
        using (model.Tap(HookPoint.ResidPost(0), Positions.All, _ => reached.Add(HookPoint.ResidPost(0))))
            model.Run(batch);
        reached.Should().Equal(HookPoint.Embed, HookPoint.ResidPre(0), HookPoint.ResidPost(0));
    }

    [Fact]
    public void Run_NobodyListens_Throws()
    {
        using var model = TinyModel.Of("gpt2");
        FluentActions.Invoking(() => model.Run(TinyBatch.Padded())).Should().Throw<InvalidOperationException>().WithMessage("*Nobody listens*");
    }

    [Fact]
    public void Run_StopBeforeAnotherListener_ThrowsAndNamesBoth()
    {
        using var model = TinyModel.Of("gpt2");
        using var stop = model.Hook(HookPoint.AttnOut(1), (_, _) => HookResult.Stop);
        using var tap = model.Tap(HookPoint.ResidPost(1), Positions.All, _ => { });
        FluentActions.Invoking(() => model.Run(TinyBatch.Padded())).Should().Throw<InvalidOperationException>().WithMessage("*hook_attn_out stopped*blocks.1.hook_resid_post*");
    }

    [Fact]
    public void Run_StopAndAnotherListenerOfTheSamePoint_BothAreCalled()
    {
        using var model = TinyModel.Of("gpt2");
        var read = 0;
        using var stop = model.Hook(HookPoint.AttnOut(1), (_, _) => HookResult.Stop);
        using var tap = model.Tap(HookPoint.AttnOut(1), Positions.All, _ => read++);
        model.Run(TinyBatch.Padded());
        read.Should().Be(1, "a listener is never silently left out");
    }

    [Fact]
    public void Logits_TokensThatDoNotFit_Throws()
    {
        using var model = TinyModel.Of("gpt2");
        FluentActions.Invoking(() => model.Logits(Batch.Of([TinyWiring.DVocab]))).Should().Throw<ArgumentException>().WithMessage("*Token 37*37 rows*");
        FluentActions.Invoking(() => model.Logits(Batch.Of([-1]))).Should().Throw<ArgumentException>().WithMessage("*Token -1*");
        FluentActions.Invoking(() => model.Logits(Batch.Of(new int[TinyWiring.Context + 1]))).Should().Throw<ArgumentException>().WithMessage("*49 tokens*48*");
        model.Logits(Batch.Of(new int[TinyWiring.Context])).Dispose();
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Dispose_FreesEveryTensor_AndEndsEveryUse(string wiring)
    {
        var before = Numbers.Live;
        var model = TinyModel.Of(wiring);
        var batch = TinyBatch.Padded();
        model.Logits(batch).Dispose();
        model.Logits(Batch.Of(TinyBatch.Tokens(20, 1))).Dispose();
        model.Dispose();
        model.Dispose();
        Numbers.Live.Should().Be(before);

        FluentActions.Invoking(() => model.Logits(batch)).Should().Throw<ObjectDisposedException>();
        using var stream = zeros(3, 9, TinyWiring.DModel);
        FluentActions.Invoking(() => model.LogitsFrom(batch, 1, stream)).Should().Throw<ObjectDisposedException>();
        using var tap = model.Tap(HookPoint.Z(0), Positions.All, _ => { });
        FluentActions.Invoking(() => model.Run(batch)).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void Constructor_SizesThatAreNotThoseOfTheParts_Throws()
    {
        var wiring = TinyWiring.Named("llama-gqa");
        var info = TinyModel.InfoOf(wiring);
        foreach (var wrong in new[]
        {
            info with { Layers = 2 }, info with { DModel = 21 }, info with { Heads = 8 }, info with { KvHeads = 4 }, info with { DHead = 5 },
            info with { DMlp = 20 }, info with { DVocab = 40 },
        })
            FluentActions.Invoking(() => TinyModel.With(wiring, wrong)).Should().Throw<ArgumentException>().WithMessage("*sizes say*");
        FluentActions.Invoking(() => TinyModel.With(TinyWiring.Named("gpt2"), TinyModel.InfoOf(TinyWiring.Named("gpt2")) with { ContextLength = 49 })).Should().Throw<ArgumentException>().WithMessage("*49*48*");
    }

    [Fact]
    public void Logits_GradientModeIsTheCallers()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("llama-gqa");
        var batch = TinyBatch.Padded();
        model.Logits(batch).requires_grad.Should().BeFalse("weights need no gradients unless the caller asks");
        model.Weights.First(weight => weight.Name == "blocks.1.mlp.gate.weight").Tensor.requires_grad_();
        model.Logits(batch).requires_grad.Should().BeTrue();
        using (no_grad())
            model.Logits(batch).requires_grad.Should().BeFalse();
    }
}
