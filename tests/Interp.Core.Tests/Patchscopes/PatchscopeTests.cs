using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Lens;
using Interp.Core.Patchscopes;
using Interp.Core.Sweeps;
using Interp.Core.Tests.Tiny;
using Interp.Core.Tokens;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Patchscopes;

public sealed class PatchscopeTests
{
    private static readonly MarkedTokens Source = new(TinyBatch.Tokens(7, 3));
    private static readonly MarkedTokens Target = new(TinyBatch.Tokens(6, 5));

    public static TheoryData<string> Wirings => TinyWiring.Names;

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Patch_SamePromptStateAndToken_MovesNoBit(string wiring)
    {
        foreach (var dtype in new[] { ScalarType.Float32, ScalarType.Float64, ScalarType.BFloat16 })
        {
            using var scope = NewDisposeScope();
            using var model = TinyModel.Of(wiring, dtype);
            var batch = Batch.Of(TinyBatch.Tokens(9, 1), TinyBatch.Tokens(9, 2), TinyBatch.Tokens(9, 3)); // in this order in a sweep too
            var at = Positions.At([[2], [4], [8]]);
            var (whole, clean) = (model.Logits(batch), model.Logits(batch, at));
            using var sources = SourceStates.Read(model, batch.Sequences, at);
            for (var state = 0; state <= TinyWiring.Layers; state++)
            {
                using var patch = Patchscope.Patch(model, sources, state, state, at);
                model.Logits(batch, at).ShouldBeBitForBit(clean, $"{dtype}, state {state}");
                // The last state was read where only some tokens of the last block were computed, which rounds differently.
                if (state < TinyWiring.Layers)
                    model.Logits(batch).ShouldBeBitForBit(whole, $"{dtype}, state {state}, all tokens");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Logits_SamePromptStateAndToken_MoveNoBit(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring);
        var clean = model.Logits(Batch.Of([Target]), Positions.Last).select(1, 0);
        using var sources = SourceStates.Read(model, [Target], Positions.Last);
        foreach (var cell in PatchscopeCell.SameState(sources))
            Patchscope.Logits(model, sources, new PatchscopeTarget(Target, Positions.Last), [cell]).ShouldBeBitForBit(clean, $"{cell}");
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Logits_EveryCell_IsTheFullRunWithThatStateReplacedByHand(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        using var sources = SourceStates.Read(model, [Source, Target], Positions.At([[4], [1]]));
        var target = new PatchscopeTarget(Target, Positions.At([[3]])) { Map = x => x * 0.5 };
        var cells = PatchscopeCell.All(sources, 2, 0, 1);
        var logits = Patchscope.Logits(model, sources, target, cells);
        foreach (var (i, cell) in cells.Index())
        {
            var value = sources.At(cell.From)[cell.Prompt] * 0.5;
            using var hook = model.Hook(cell.To == 0 ? HookPoint.ResidPre(0) : HookPoint.ResidPost(cell.To - 1), (x, _) =>
            {
                var changed = x.clone();
                changed[0, 3] = value;
                return HookResult.Replace(changed);
            });
            Numbers.Difference(logits[i], model.Logits(Batch.Of([Target]))[0, -1]).Should().BeLessThan(1e-11, $"{cell}");
        }
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Logits_IntoTheLastState_AreTheLogitLens(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        using var sources = SourceStates.Read(model, [Source], Positions.Last);
        var cells = PatchscopeCell.All(sources, TinyWiring.Layers);
        var readings = Patchscope.Read(model, sources, new PatchscopeTarget(Target, Positions.Last), cells, top: 3);
        var lens = LogitLens.Tokens(model, [Source], Positions.Last, new TokenLensOptions { Top = 3 });
        foreach (var (reading, state) in readings.Zip(sources.States))
            foreach (var (found, expected) in reading.Top.Zip(lens.At(0, state, Source.Tokens.Length - 1).Top))
            {
                found.Token.Should().Be(expected.Token, $"state {state}");
                found.Probability.Should().BeApproximately(expected.Probability, 1e-9);
            }
    }

    [Fact]
    public void Logits_UnderAnAblation_AreThoseOfTheAblatedRun()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("neox", ScalarType.Float64);
        using var sources = SourceStates.Read(model, [Source], Positions.Last);
        using var ablation = AblationScope.Apply(model, Ablation.OfHeads([new HeadId(0, 1), new HeadId(2, 2)], Positions.At([[3, 5]])) | Ablation.OfMlps([1], Positions.Last));
        var cells = PatchscopeCell.All(sources, 0, 1, 2);
        var logits = Patchscope.Logits(model, sources, new PatchscopeTarget(Target, Positions.At([[3]])), cells);
        foreach (var (i, cell) in cells.Index())
        {
            using var patch = Patchscope.Patch(model, sources, cell.From, cell.To, Positions.At([[3]]));
            Numbers.Difference(logits[i], model.Logits(Batch.Of([Target]))[0, -1]).Should().BeLessThan(1e-11, $"{cell}");
        }
    }

    [Theory]
    [InlineData("gpt2")]
    [InlineData("llama-gqa")]
    public void Patch_OfASet_IsTheSameWhateverTheBatchesAndWhereverTheBlocksComeFrom(string wiring)
    {
        var prompts = TinyBatch.Prompts(9, 3, 2);
        var others = TinyBatch.Prompts(9, 3, 2, seed: 40);
        float[] Scores(HookedTransformer model, SweepOptions options)
        {
            using var sources = SourceStates.Read(model, others, Positions.LastPreLabel, [1, 2], options);
            using var patch = Patchscope.Patch(model, sources, 1, 2, Positions.LastPreLabel);
            var scores = LogitLens.Read(model, prompts, [1, 2], sweep: options);
            return [.. from prompt in Enumerable.Range(0, 9) from state in scores.States from logit in scores.Logits(prompt, state, 2).ToArray() select logit];
        }

        using var resident = TinyModel.Of(wiring);
        using var streamed = TinyModel.Streamed(wiring);
        var expected = Scores(resident, new SweepOptions { BatchTokens = 1 });
        Scores(streamed, new SweepOptions { BatchTokens = 1, Order = SweepOrder.LayerMajor }).Should().Equal(expected);
        Scores(resident, SweepOptions.Default).Zip(expected).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 1e-4);
        using var sources = SourceStates.Read(resident, others, Positions.LastPreLabel);
        using var whole = SourceStates.Read(streamed, others, Positions.LastPreLabel);
        using var scope = NewDisposeScope();
        var target = new PatchscopeTarget(prompts[0], Positions.LastPreLabel) { Read = Positions.LastPreLabel };
        Patchscope.Logits(streamed, whole, target, PatchscopeCell.SameState(whole)).ShouldBeBitForBit(Patchscope.Logits(resident, sources, target, PatchscopeCell.SameState(sources)), "streaming");
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Read_Continuation_IsWhatStepByStepRunsWrite(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        using var sources = SourceStates.Read(model, [Source], Positions.At([[4]]));
        var readings = Patchscope.Read(model, sources, new PatchscopeTarget(Target, Positions.At([[3]])), PatchscopeCell.All(sources, 1, 2), top: 1, continuation: 4);
        foreach (var reading in readings)
        {
            using var patch = Patchscope.Patch(model, sources, reading.Cell.From, reading.Cell.To, Positions.At([[3]]));
            var tokens = Target.Tokens;
            foreach (var written in reading.Continuation)
            {
                written.Should().Be((int)model.Logits(Batch.Of(tokens))[0, -1].argmax().item<long>(), $"{reading.Cell}");
                tokens = tokens.Add(written);
            }

            reading.Continuation.Should().HaveCount(4);
            reading.Top[0].Token.Should().Be(reading.Continuation[0]);
        }
    }

    [Fact]
    public void Read_Done_LeavesNoTensorAndNoHook()
    {
        using var model = TinyModel.Of("gptj");
        model.Logits(Batch.Of([Target])).Dispose();
        var before = Numbers.Live;
        using (var sources = SourceStates.Read(model, [Source], Positions.Last))
        {
            Patchscope.Read(model, sources, new PatchscopeTarget(Target, Positions.At([[3]])), PatchscopeCell.All(sources, 0, 1, 2), continuation: 2);
            Patchscope.Patch(model, sources, 0, 1, Positions.Last).Dispose();
            FluentActions.Invoking(() => Patchscope.Read(model, sources, new PatchscopeTarget(Target, Positions.Last) { Map = _ => throw new TimeoutException() }, PatchscopeCell.SameState(sources))).Should().Throw<TimeoutException>();
        }

        Numbers.Live.Should().Be(before);
        model.IsHooked.Should().BeFalse();
    }

    [Fact]
    public void Patchscope_WhatDoesNotFit_SaysWhatWould()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("gptj");
        using var sources = SourceStates.Read(model, [Source, Target], Positions.Last, [1, 3]);
        var target = new PatchscopeTarget(Target, Positions.At([[3]]));
        void Refused(PatchscopeTarget what, PatchscopeCell cell, string message) =>
            FluentActions.Invoking(() => Patchscope.Logits(model, sources, what, [cell])).Should().Throw<ArgumentException>().WithMessage(message);
        Refused(target, new(0, 1, 4), "*states 0..3*");
        Refused(target, new(0, 2, 1), "*not read; read were 1, 3*");
        Refused(target, new(2, 1, 1), "*source prompts 0..1*");
        Refused(target, new(0, 1, 3), "*last state*no later token*");
        Refused(target with { At = Positions.All }, new(0, 1, 1), "*names 6 tokens*expected one*");
        Refused(target with { Read = Positions.At([[2]]) }, new(0, 1, 1), "*does not see the patch*");
        Refused(target with { Map = x => x.narrow(1, 0, 5) }, new(0, 1, 1), "*1, 5*20*map*");
        FluentActions.Invoking(() => Patchscope.Logits(model, sources, target, [])).Should().Throw<ArgumentException>().WithMessage("*no cell*");
        FluentActions.Invoking(() => Patchscope.Read(model, sources, target, [new(0, 1, 1)], continuation: 43)).Should().Throw<ArgumentException>().WithMessage("*context of 48*");
        FluentActions.Invoking(() => SourceStates.Read(model, [Source], Positions.All)).Should().Throw<ArgumentException>().WithMessage("*7 tokens*expected one*");
        FluentActions.Invoking(() => SourceStates.Read(model, [Source], Positions.Last, [4])).Should().Throw<ArgumentException>().WithMessage("*states 0..3*");
        using var patch = Patchscope.Patch(model, sources, 1, 1, Positions.Last);
        FluentActions.Invoking(() => model.Logits(TinyBatch.Padded())).Should().Throw<InvalidOperationException>().WithMessage("*2 source prompts*prompt 2*");
    }
}
