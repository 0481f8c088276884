using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Tests.Tiny;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Ablations;

public sealed class AblationScopeTests
{
    public static TheoryData<string> Wirings => TinyWiring.Names;

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Apply_EachKind_IsTheHookWrittenByHand(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var batch = TinyBatch.Padded();
        var positions = Positions.At([[1, 4], [0, 8, 3], [6]]);
        HookResult Zero(Tensor x, int? head)
        {
            var changed = x.clone();
            foreach (var (list, prompt) in positions.Resolve(batch).Select((list, prompt) => (list, prompt)))
            {
                foreach (var token in list)
                    (head is { } h ? changed[prompt, token, h] : changed[prompt, token]).zero_();
            }

            return HookResult.Replace(changed);
        }

        Check(Ablation.OfHeads([new HeadId(1, 2)], positions), () => model.Hook(HookPoint.Z(1), (x, _) => Zero(x, 2)));
        Check(Ablation.OfAttentions([0], positions), () => model.Hook(HookPoint.AttnOut(0), (x, _) => Zero(x, null)));
        Check(Ablation.OfMlps([2], positions), () => model.Hook(HookPoint.MlpOut(2), (x, _) => Zero(x, null)));
        Check(Ablation.OfLayers([1], positions), () => HookScope.Join([model.Hook(HookPoint.AttnOut(1), (x, _) => Zero(x, null)), model.Hook(HookPoint.MlpOut(1), (x, _) => Zero(x, null))]));

        void Check(Ablation ablation, Func<HookScope> byHand)
        {
            Tensor expected;
            using (byHand())
                expected = model.Logits(batch);
            using (AblationScope.Apply(model, ablation))
                model.Logits(batch).ShouldBeBitForBit(expected, $"{ablation}");
            Numbers.Difference(expected, model.Logits(batch)).Should().BeGreaterThan(1e-3);
        }
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Apply_Ended_LeavesTheCleanModelAndNoTensor(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring);
        var batch = TinyBatch.Padded();
        var clean = model.Logits(batch);
        var before = Numbers.Live;
        var outer = AblationScope.Apply(model, Ablation.OfLayers([0, 2], Positions.All));
        var inner = AblationScope.Zero(model, [new HeadId(0, 1), new HeadId(1, 3)], Positions.Last);
        model.Logits(batch).Dispose();
        outer.Dispose();
        using (var half = model.Logits(batch))
        using (AblationScope.Zero(model, [new HeadId(0, 1), new HeadId(1, 3)], Positions.Last))
        using (var twice = model.Logits(batch))
            twice.ShouldBeBitForBit(half, "zeroing the same twice");
        inner.Dispose();
        inner.Dispose();
        outer.Dispose();
        using (var after = model.Logits(batch))
            after.ShouldBeBitForBit(clean, "ablations that ended");
        Numbers.Live.Should().Be(before);
        model.IsHooked.Should().BeFalse();
    }

    [Fact]
    public void Apply_None_HooksNothing()
    {
        using var model = TinyModel.Of("gpt2");
        using var nothing = AblationScope.Apply(model, Ablation.None);
        model.IsHooked.Should().BeFalse();
        nothing.Ablation.Should().Be(Ablation.None);
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void OfLayers_FromABlockOnAtOneToken_IsEarlyExit(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var batch = TinyBatch.Padded();
        for (var layer = 0; layer < TinyWiring.Layers; layer++)
        {
            Tensor? exit = null;
            using (model.Tap(HookPoint.ResidPre(layer), Positions.Last, x => exit = model.Unembedding.Logits(model.FinalNorm.Apply(x)).MoveToOtherDisposeScope(scope)))
                model.Run(batch);
            using var ablated = AblationScope.Apply(model, Ablation.OfLayers(Enumerable.Range(layer, TinyWiring.Layers - layer), Positions.Last));
            using var last = model.Tap(HookPoint.UnembedOut, Positions.Last, x => Numbers.Difference(x, exit!).Should().BeLessThan(1e-12, $"exit at {layer}"));
            model.Run(batch);
        }
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Apply_Mean_IsTheMeanOverTheChosenTokensOfAllBatches(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var (batch, first, second) = (TinyBatch.Padded(), TinyBatch.Padded(20), TinyBatch.Padded(30));
        var ablation = Ablation.OfHeads([new HeadId(1, 2)], Positions.Last, Replacement.Mean) | Ablation.OfMlps([2], Positions.Last, Replacement.Mean);
        var rows = new Dictionary<HookPoint, List<Tensor>> { [HookPoint.Z(1)] = [], [HookPoint.MlpOut(2)] = [] };
        foreach (var reference in new[] { first, second })
        {
            using var taps = HookScope.Join(rows.Keys.Select(point => model.Tap(point, Positions.All, x =>
            {
                for (var prompt = 0; prompt < reference.Size; prompt++)
                    rows[point].Add(x[prompt].narrow(0, 0, reference.Rows[prompt].Length).clone().MoveToOtherDisposeScope(scope));
            })));
            model.Run(reference);
        }

        var expected = rows.ToDictionary(pair => pair.Key, pair => cat(pair.Value, 0).mean([0]));
        var before = Numbers.Live;
        using (var source = MeanActivations.Of(model, ablation, [.. first.Sequences, .. second.Sequences], Positions.All))
        {
            Numbers.Live.Should().Be(before + 2, "a mean for each point, and nothing else");
            using var ablated = AblationScope.Apply(model, ablation, [source]);
            using var heads = model.Tap(HookPoint.Z(1), Positions.Last, x => Numbers.Difference(x[0, 0, 2], expected[HookPoint.Z(1)][2]).Should().BeLessThan(1e-12), [0, 1, 2]);
            using var mlps = model.Tap(HookPoint.MlpOut(2), Positions.Last, x => Numbers.Difference(x[1, 0], expected[HookPoint.MlpOut(2)]).Should().BeLessThan(1e-12));
            model.Run(batch);
        }

        Numbers.Live.Should().Be(before);
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Apply_Resample_IsWhatTheOtherPromptHad(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var (batch, others) = (TinyBatch.Padded(), TinyBatch.Padded(20));
        var ablation = Ablation.OfHeads([new HeadId(0, 1)], Positions.At([[1, 4], [8], [2, 0, 6]]), Replacement.Resample);
        Tensor? other = null;
        using (model.Tap(HookPoint.Z(0), Positions.All, x => other = x.clone().MoveToOtherDisposeScope(scope)))
            model.Run(others);

        var before = Numbers.Live;
        using (var source = ResampledActivations.Of(model, ablation, others.Sequences))
        {
            Numbers.Live.Should().Be(before + 1);
            using var ablated = AblationScope.Apply(model, ablation, [source]);
            using var tap = model.Tap(HookPoint.Z(0), Positions.All, x =>
            {
                foreach (var (prompt, token) in new[] { (0, 1), (0, 4), (1, 8), (2, 2), (2, 0), (2, 6) })
                    Numbers.Difference(x[prompt, token, 1], other![prompt, token, 1]).Should().BeLessThan(1e-12);
            });
            model.Run(batch);
        }

        Numbers.Live.Should().Be(before);
    }

    [Fact]
    public void Apply_Union_TheLaterOneWins()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("neox", ScalarType.Float64);
        var mean = Ablation.OfHeads([new HeadId(1, 2)], Positions.Last, Replacement.Mean);
        var zero = Ablation.OfHeads([new HeadId(1, 2)], Positions.Last);
        using var source = MeanActivations.Of(model, mean, TinyBatch.Padded(20).Sequences, Positions.All);
        Same(zero | mean, mean);
        Same(mean | zero, zero);
        Same(zero | zero, zero);

        void Same(Ablation union, Ablation alone)
        {
            Tensor expected;
            using (AblationScope.Apply(model, alone, [source]))
                expected = model.Logits(TinyBatch.Padded());
            using (AblationScope.Apply(model, union, [source]))
                model.Logits(TinyBatch.Padded()).ShouldBeBitForBit(expected, $"{union}");
        }
    }

    [Fact]
    public void Apply_WhatTheModelDoesNotHave_ThrowsWithTheRange()
    {
        using var model = TinyModel.Of("llama-gqa");
        FluentActions.Invoking(() => AblationScope.Apply(model, Ablation.OfMlps([3], Positions.All))).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*block 3*0..2*");
        FluentActions.Invoking(() => AblationScope.Apply(model, Ablation.OfAttentions([-1], Positions.All))).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => AblationScope.Zero(model, [new HeadId(0, 4)], Positions.All)).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*0..3*");
        FluentActions.Invoking(() => AblationScope.Zero(model, [new HeadId(3, 0)], Positions.All)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => AblationScope.Apply(model, Ablation.OfHeads([new HeadId(0, 0)], Positions.All), protocol: Protocol.Published)).Should().Throw<ArgumentException>().WithMessage("*Protocol.Corrected*");
        model.IsHooked.Should().BeFalse();
    }

    [Fact]
    public void Apply_SourceMissingStaleOrOfAnotherAblation_Throws()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("gpt2");
        var batch = TinyBatch.Padded();
        var ablation = Ablation.OfMlps([1], Positions.Last, Replacement.Mean);
        FluentActions.Invoking(() => AblationScope.Apply(model, ablation)).Should().Throw<ArgumentException>().WithMessage("*MeanActivations.Of*");
        FluentActions.Invoking(() => AblationScope.Apply(model, Ablation.OfMlps([1], Positions.Last, Replacement.Resample))).Should().Throw<ArgumentException>().WithMessage("*ResampledActivations.Of*");

        var source = MeanActivations.Of(model, ablation, batch.Sequences, Positions.All);
        FluentActions.Invoking(() => AblationScope.Apply(model, ablation, [source, source])).Should().Throw<ArgumentException>().WithMessage("*2 were given*");
        using (AblationScope.Apply(model, Ablation.OfMlps([2], Positions.Last, Replacement.Mean), [source]))
            FluentActions.Invoking(() => model.Logits(batch)).Should().Throw<InvalidOperationException>().WithMessage("*another ablation*blocks.2.hook_mlp_out*");
        using (AblationScope.Apply(model, ablation, [source]))
        {
            source.Dispose();
            source.Dispose();
            FluentActions.Invoking(() => model.Logits(batch)).Should().Throw<ObjectDisposedException>();
        }
    }

    [Fact]
    public void Sources_OfWhatDoesNotFit_Throw()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("gpt2");
        var mean = Ablation.OfMlps([1], Positions.Last, Replacement.Mean);
        FluentActions.Invoking(() => MeanActivations.Of(model, mean, [], Positions.All)).Should().Throw<ArgumentException>().WithMessage("*no prompts*");

        var two = Ablation.OfMlps([1], Positions.Last, Replacement.Resample) | Ablation.OfMlps([1], Positions.All, Replacement.Resample);
        FluentActions.Invoking(() => ResampledActivations.Of(model, two, TinyBatch.Padded().Sequences)).Should().Throw<ArgumentException>().WithMessage("*has 2*");

        var everywhere = Ablation.OfMlps([1], Positions.All, Replacement.Resample);
        using (var fewer = ResampledActivations.Of(model, everywhere, Batch.Of(TinyBatch.Tokens(9, 1), TinyBatch.Tokens(9, 2)).Sequences))
        using (AblationScope.Apply(model, everywhere, [fewer]))
            FluentActions.Invoking(() => model.Logits(TinyBatch.Padded())).Should().Throw<InvalidOperationException>().WithMessage("*has 2 prompts*");
        using (var shorter = ResampledActivations.Of(model, everywhere, Batch.Of(TinyBatch.Tokens(9, 1), TinyBatch.Tokens(8, 2), TinyBatch.Tokens(9, 3)).Sequences))
        using (AblationScope.Apply(model, everywhere, [shorter]))
            FluentActions.Invoking(() => model.Logits(TinyBatch.Padded())).Should().Throw<InvalidOperationException>("a missing token has no value to give").WithMessage("*Prompt 1*8 tokens*");
    }

    [Fact]
    public void StaleModel_EveryUse_ThrowsThatItIsGone()
    {
        var model = TinyModel.Of("gpt2");
        model.Dispose();
        var mean = Ablation.OfMlps([1], Positions.Last, Replacement.Mean);
        FluentActions.Invoking(() => AblationScope.Apply(model, Ablation.OfMlps([1], Positions.Last))).Should().Throw<ObjectDisposedException>();
        FluentActions.Invoking(() => MeanActivations.Of(model, mean, TinyBatch.Padded().Sequences, Positions.All)).Should().Throw<ObjectDisposedException>();
        FluentActions.Invoking(() => ResampledActivations.Of(model, Ablation.OfMlps([1], Positions.Last, Replacement.Resample), TinyBatch.Padded().Sequences)).Should().Throw<ObjectDisposedException>();
    }
}
