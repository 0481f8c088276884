using System.Collections.Immutable;
using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Hooks;
using Interp.Core.Lens;
using Interp.Core.Prompts;
using Interp.Core.Replays;
using Interp.Core.Statistics;
using Interp.Core.Steering;
using Interp.Core.Sweeps;
using Interp.Core.Tests.Tiny;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Steering;

public sealed class SteeringTests
{
    public static TheoryData<string> Wirings => TinyWiring.Names;

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Apply_Zeros_MovesNoBit(string wiring)
    {
        foreach (var dtype in new[] { ScalarType.Float32, ScalarType.Float64, ScalarType.BFloat16 })
        {
            using var scope = NewDisposeScope();
            using var model = TinyModel.Of(wiring, dtype);
            var batch = TinyBatch.Padded();
            var clean = model.Logits(batch);
            for (var state = 0; state <= TinyWiring.Layers; state++)
            {
                using (new SteeringVector(state, [.. new double[TinyWiring.DModel]]).Apply(model, Positions.All, 3))
                    model.Logits(batch).ShouldBeBitForBit(clean, $"{dtype}, zeros at state {state}");
                using (Ones(state).Apply(model, Positions.Last, 0))
                    model.Logits(batch).ShouldBeBitForBit(clean, $"{dtype}, a dose of 0 at state {state}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Apply_ADose_IsTheRunWithTheVectorAddedByHand(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var batch = TinyBatch.Padded();
        for (var state = 0; state <= TinyWiring.Layers; state++)
        {
            var vector = Ones(state).RandomLike(5, state);
            using var steering = vector.Apply(model, Positions.At([[1, 4], [3, 8], []]), -1.5);
            var steered = model.Logits(batch);
            steering.Dispose();
            using var hook = model.Hook(state == 0 ? HookPoint.ResidPre(0) : HookPoint.ResidPost(state - 1), (x, _) =>
            {
                var changed = x.clone();
                var added = tensor(vector.Values.ToArray()) * -1.5;
                foreach (var (row, token) in new[] { (0, 1), (0, 4), (1, 3), (1, 8) })
                    changed[row, token] = changed[row, token] + added;
                return HookResult.Replace(changed);
            });
            Numbers.Difference(steered, model.Logits(batch)).Should().BeLessThan(1e-12, $"state {state}");
        }
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Reader_EveryDose_IsTheFullRunWithIt(string wiring)
    {
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var prompts = TinyBatch.Prompts(7, 3, 2);
        var doses = Doses();
        using var ablation = AblationScope.Apply(model, Ablation.OfHeads([new HeadId(1, 2), new HeadId(2, 0)], Positions.LastPreLabel) | Ablation.KnockOutHeads([new HeadId(2, 1)]) | Ablation.OfMlps([0], Positions.PreLabel));
        foreach (var options in new[] { SweepOptions.Default, new SweepOptions { BatchTokens = 30, Order = SweepOrder.LayerMajor } })
        {
            var reader = new SteeringReader(doses, [1, 2]);
            Sweep.Run(model, prompts, [reader], options);
            foreach (var (dose, scores) in doses.Zip(reader.Scores))
            {
                using var steering = dose.Vector.Apply(model, Positions.LastPreLabel, dose.Dose);
                var expected = LogitLens.Read(model, prompts, [1, 2]);
                foreach (var (prompt, state, label) in from prompt in Enumerable.Range(0, 7) from state in expected.States from label in new[] { 0, 1 } select (prompt, state, label))
                    scores.Logits(prompt, state, 2)[label].Should().BeApproximately(expected.Logits(prompt, state, 2)[label], 1e-5f, $"{dose}, prompt {prompt}, state {state}");
            }
        }
    }

    [Fact]
    public void Reader_StreamedBlocksOrAWindowOfTokens_GiveTheSame()
    {
        using var model = TinyModel.Of("llama-gqa");
        using var streamed = TinyModel.Streamed("llama-gqa");
        var prompts = TinyBatch.Prompts(5, 3, 2);
        var window = Positions.At(prompts.Select(prompt => Enumerable.Range(prompt.PreLabel[^1] - 1, 2)));
        foreach (var positions in new[] { Positions.LastPreLabel, window })
        {
            var (one, other) = (new SteeringReader(Doses(), [1, 2], positions), new SteeringReader(Doses(), [1, 2], positions));
            Sweep.Run(model, prompts, [one]);
            Sweep.Run(streamed, prompts, [other], new SweepOptions { BatchTokens = 30 });
            foreach (var (left, right, dose) in one.Scores.Zip(other.Scores, Doses()))
            {
                using var steering = dose.Vector.Apply(model, positions, dose.Dose);
                var expected = LogitLens.Read(model, prompts, [1, 2]);
                foreach (var (prompt, state) in from prompt in Enumerable.Range(0, 5) from state in left.States select (prompt, state))
                {
                    left.Logits(prompt, state, left.Demonstrations[^1])[0].Should().BeApproximately(right.Logits(prompt, state, left.Demonstrations[^1])[0], 1e-4f);
                    left.Logits(prompt, state, left.Demonstrations[^1])[0].Should().BeApproximately(expected.Logits(prompt, state, 2)[0], 1e-4f);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Apply_UnderAReplay_ReachesTheReplayedRowsOnce(string wiring)
    {
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var prompts = TinyBatch.Prompts(5, 3, 2);
        Ablation[] ablations = [.. Enumerable.Range(0, TinyWiring.Layers).Select(layer => Ablation.OfHeads([new HeadId(layer, 1)], Positions.LastPreLabel))];
        for (var state = 0; state <= TinyWiring.Layers; state++)
        {
            using var steering = Ones(state).RandomLike(2).Apply(model, Positions.PreLabel, 0.7);
            var replayed = new ReplayReader(ablations, [1, 2]);
            Sweep.Run(model, prompts, [replayed]);
            foreach (var (ablation, scores) in ablations.Zip(replayed.Scores))
            {
                using var ablated = AblationScope.Apply(model, ablation);
                var expected = LogitLens.Read(model, prompts, [1, 2]);
                for (var prompt = 0; prompt < 5; prompt++)
                    scores.Logits(prompt, TinyWiring.Layers, 2)[0].Should().BeApproximately(expected.Logits(prompt, TinyWiring.Layers, 2)[0], 1e-5f, $"{ablation}, steered at state {state}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Means_OfStatesAndHeads_AreThoseOfWhatWasCached(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var set = TinyBatch.Set(6, 3, 2);
        var few = new SweepOptions { BatchTokens = 25 };
        var vectors = SteeringVectors.CorrectMinusFalse(model, set, Positions.PreLabel, sweep: few);
        vectors.Select(vector => vector.State).Should().Equal(0, 1, 2, 3);
        foreach (var vector in vectors)
            Close(vector, Mean(PromptKind.Correct, vector.State) - Mean(PromptKind.False, vector.State));

        HeadId[] heads = [new(0, 1), new(2, 3), new(2, 0)];
        using var results = ActivationCache.Record(model, set.Prompts(PromptKind.Correct), few, CacheRequest.Of(HookSite.Result) with { Positions = Positions.LastPreLabel });
        Close(SteeringVectors.OfHeads(model, set.Prompts(PromptKind.Correct), heads, 1, sweep: few),
            heads.Select(head => results[HookPoint.Result(head.Layer)][.., 0, head.Head].mean([0L])).Aggregate((left, right) => left + right));

        Tensor Mean(PromptKind kind, int state)
        {
            var point = state == 0 ? HookPoint.ResidPre(0) : HookPoint.ResidPost(state - 1);
            using var cache = ActivationCache.Record(model, set.Prompts(kind), few, new CacheRequest { Sites = [point.Site], Layers = [point.Layer!.Value], Positions = Positions.PreLabel });
            return cache[point].mean([0L, 1L]);
        }

        static void Close(SteeringVector vector, Tensor expected) =>
            Numbers.Difference(tensor(vector.Values.ToArray()), expected.to(float64)).Should().BeLessThan(1e-12);
    }

    [Fact]
    public void RandomLike_Drawn_HasTheNormAndIsTheSameHoweverManyAreDrawn()
    {
        var vector = Ones(2).Times(3);
        var drawn = Enumerable.Range(0, 50).Select(i => vector.RandomLike(9, i)).ToArray();
        drawn.Should().OnlyContain(one => one.State == 2 && Math.Abs(one.Norm - vector.Norm) < 1e-12);
        drawn.Distinct().Should().HaveCount(50);
        vector.RandomLike(9, 7).Should().Be(drawn[7]);
        vector.RandomLike(8, 7).Should().NotBe(drawn[7]);
        // Directions that are uniform have a mean of about 1/sqrt(50) of their length.
        Math.Sqrt(Enumerable.Range(0, TinyWiring.DModel).Sum(i => Math.Pow(drawn.Average(one => one.Values[i]), 2))).Should().BeLessThan(vector.Norm * 0.3);
    }

    [Fact]
    public void Measure_ADoseOfNothing_ChangesNothingAndControlsAreThoseOfTheSeed()
    {
        using var model = TinyModel.Of("neox", ScalarType.Float64);
        var set = TinyBatch.Set(30, 3, 2);
        var vector = SteeringVectors.CorrectMinusFalse(model, TinyBatch.Set(20, 3, 2))[1];
        foreach (var positions in new[] { Positions.LastPreLabel, Positions.EarlierLabel })
        {
            var options = new SteeringOptions { Controls = 3, Seed = 4, Positions = positions };
            var curve = SteeringCurve.Measure(model, set, vector, [0, 2], options);
            var effects = curve.Effects(new Resamples(30, 1, 100));
            effects[0].Change.Estimate.Should().Be(0);
            effects[0].ControlChanges.Should().Equal(0, 0, 0);
            effects[0].ControlShare.Should().Be(1);
            using (vector.RandomLike(4, 2).Apply(model, positions, 2))
            {
                var expected = LogitLens.Read(model, set);
                foreach (var (prompt, kind) in from prompt in Enumerable.Range(0, 30) from kind in new[] { PromptKind.Correct, PromptKind.False } select (prompt, kind))
                    curve.At(1, control: 2).Scores[kind].Logits(prompt, 3, 2)[1].Should().BeApproximately(expected.Scores[kind].Logits(prompt, 3, 2)[1], 1e-5f);
            }

            using (vector.Apply(model, positions, 2))
            {
                var accuracy = Interp.Core.Metrics.CalibratedAccuracy.Of(LogitLens.Read(model, set));
                effects[1].Correct.Estimate.Should().Be(accuracy.Correct.AtLastDemonstration()[^1]);
                effects[1].False.Estimate.Should().Be(accuracy.False.AtLastDemonstration()[^1]);
                var scores = LogitLens.Read(model, set).Scores.False;
                effects[1].TrueShare.Estimate.Should().BeApproximately(Enumerable.Range(0, 30).Average(prompt => Share(prompt, set.Pairs[prompt].False.Classes[2])), 1e-6);
                effects[1].ShownShare.Estimate.Should().BeApproximately(Enumerable.Range(0, 30).Average(prompt => Share(prompt, set.Pairs[prompt].False.Shown[2])), 1e-6);

                double Share(int prompt, int label)
                {
                    var logits = scores.Logits(prompt, 3, 2);
                    return Math.Exp(logits[label]) / (Math.Exp(logits[0]) + Math.Exp(logits[1]));
                }
            }
        }
    }

    [Fact]
    public void Steering_Done_LeavesNoTensorAndNoHook()
    {
        using var model = TinyModel.Of("gptj");
        var set = TinyBatch.Set(10, 3, 2);
        LogitLens.Read(model, set);
        var before = Numbers.Live;
        var vector = SteeringVectors.CorrectMinusFalse(model, set)[2];
        SteeringVectors.OfHeads(model, set.Prompts(PromptKind.False), [new(1, 1)], 2);
        SteeringCurve.Measure(model, set, vector, [1], new SteeringOptions { Controls = 2 });
        SteeringCurve.Measure(model, set, vector.At(3), [1], new SteeringOptions { Controls = 2, Positions = Positions.PreLabel });
        Numbers.Live.Should().Be(before);
        model.IsHooked.Should().BeFalse();
    }

    [Fact]
    public void Steering_WhatDoesNotFit_SaysWhatWould()
    {
        using var model = TinyModel.Of("gptj");
        var set = TinyBatch.Set(4, 3, 2);
        FluentActions.Invoking(() => Ones(4).Apply(model, Positions.Last)).Should().Throw<ArgumentException>().WithMessage("*state 4*states 0..3*");
        FluentActions.Invoking(() => new SteeringVector(1, [1, 2]).Apply(model, Positions.Last)).Should().Throw<ArgumentException>().WithMessage("*2 numbers*20*");
        FluentActions.Invoking(() => Ones(1).Apply(model, Positions.Last, double.NaN)).Should().Throw<ArgumentException>().WithMessage("*finite*");
        FluentActions.Invoking(() => Ones(1).Minus(Ones(2))).Should().Throw<ArgumentException>().WithMessage("*state 1*state 2*");
        FluentActions.Invoking(() => new SteeringVector(0, [])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => SteeringVectors.Means(model, set.Prompts(PromptKind.False), Positions.Last, [5])).Should().Throw<ArgumentException>().WithMessage("*states 0..3*");
        FluentActions.Invoking(() => SteeringVectors.Means(model, set.Prompts(PromptKind.False), Positions.At([[], [1], [1], [1]]))).Should().Throw<ArgumentException>().WithMessage("*no token*");
        FluentActions.Invoking(() => SteeringVectors.OfHeads(model, set.Prompts(PromptKind.False), [new(3, 0)], 1)).Should().Throw<ArgumentException>().WithMessage("*blocks 0..2*");
        FluentActions.Invoking(() => SteeringVectors.OfHeads(model, set.Prompts(PromptKind.False), [], 1)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => SteeringCurve.Measure(model, set, Ones(1), [])).Should().Throw<ArgumentException>().WithMessage("*no dose*");
        FluentActions.Invoking(() => Sweep.Run(model, set.Prompts(PromptKind.False), [new SteeringReader(Doses(), [1, 2], Positions.PreLabel)])).Should().Throw<ArgumentException>().WithMessage("*neighbours*");
        model.IsHooked.Should().BeFalse();
    }

    private static SteeringVector Ones(int state) => new(state, [.. Enumerable.Repeat(1.0, TinyWiring.DModel)]);

    private static ImmutableArray<SteeringDose> Doses() =>
        [.. from state in new[] { 2, 0, 3, 1 } from i in new[] { 0, 1 } select new SteeringDose(Ones(state).RandomLike(3, state + 10 * i), i - 0.3)];
}
