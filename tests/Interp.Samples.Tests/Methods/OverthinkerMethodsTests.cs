using System.Collections.Immutable;
using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Heads;
using Interp.Core.Lens;
using Interp.Core.Metrics;
using Interp.Core.Patchscopes;
using Interp.Core.Probes;
using Interp.Core.Prompts;
using Interp.Core.Replays;
using Interp.Core.Statistics;
using Interp.Core.Steering;
using Interp.Core.Sweeps;
using Interp.Core.Tracing;
using Interp.Core.Transformer;
using Interp.Datasets.Benchmarks;
using Interp.Models;

namespace Interp.Samples.Tests.Methods;

/// <summary>What the pages of docs/methods say of the built-in model.</summary>
[Trait("Category", "Long")]
public sealed class OverthinkerMethodsTests : IDisposable
{
    private const int Controls = 100;

    private static readonly ImmutableArray<HeadId> FalseInduction = [new(2, 1), new(2, 2), new(2, 3), new(3, 0)];

    private readonly HookedTransformer _model = Pretrained.Load("overthinker");

    public void Dispose() => _model.Dispose();

    [Fact]
    public void Steering_CorrectMinusFalse_ClosesSomeOfTheGapWhereRandomVectorsOfTheNormDoNot()
    {
        var vector = SteeringVectors.CorrectMinusFalse(_model, Draw(200, 1), states: [3])[0];
        var effects = SteeringCurve.Measure(_model, Draw(200, 2), vector, [1, 16]).Effects(new Resamples(200, 1));
        effects[0].Change.Covers(0).Should().BeTrue("a dose of 1 does nothing");
        effects[1].Change.High.Should().BeLessThan(-0.08);
        effects[1].ControlChanges.Should().HaveCount(Controls);
        effects[1].ControlShare.Should().BeLessThan(0.05);
        effects[1].Correct.Estimate.Should().BeGreaterThan(0.9, "correct prompts lose nothing");
    }

    [Fact]
    public void Knockout_OfTheFalseInductionHeads_ClosesTheGapWhereRandomHeadsDoNot()
    {
        var set = Draw(100, 2);
        Ablation[] ablations = [Ablation.None, Ablation.KnockOutHeads(FalseInduction), .. RandomHeads.Uniform(_model.Info, 4, Controls, 7, FalseInduction).Select(heads => Ablation.KnockOutHeads(heads))];
        var scores = new ByKind<PromptKind>(PromptKind.Correct, PromptKind.False).Select((kind, _) =>
        {
            var reader = new ReplayReader(ablations, set.LabelTokens, options: new LensOptions { States = [6] });
            Sweep.Run(_model, set.Prompts(kind), [reader]);
            return reader.Scores;
        });
        double[] gaps = [.. ablations.Select((_, i) => CalibratedAccuracy.Of(new LensReading(set, scores.Select((_, list) => list[i]))).Select((_, accuracy) => accuracy.AtLastDemonstration()[0])).Select(pair => pair.Correct - pair.False)];
        gaps[1].Should().BeLessThan(gaps[0] - 0.5);
        gaps.Skip(2).Should().OnlyContain(gap => gap > gaps[0] - 0.1);
    }

    [Fact]
    public void Probes_OfTheLastState_FindTheTruthThatTheLensHasLost()
    {
        var all = Unnatural.Load();
        var (train, test) = all.Examples.Split(0.6, seed: 1);
        ProbeData Read(ExampleSet examples) => ProbeData.Read(_model, (all with { Examples = examples }).Prompts(_model.Tokenizer, Setting.Permuted, 12, 150, 1), PromptKind.False, states: [0, 2, 6]);
        var (fitted, unseen) = (Read(train), Read(test));
        var (truth, shown) = (StateProbes.Fit(fitted, unseen, ProbeTarget.Truth), StateProbes.Fit(fitted, unseen, ProbeTarget.Shown));
        truth[0].Accuracy().Covers(1 / 3.0).Should().BeTrue();
        truth[1].Accuracy().Estimate.Should().BeGreaterThan(0.95);
        truth[2].Accuracy().Estimate.Should().BeGreaterThan(0.95);
        shown[1].Accuracy().High.Should().BeLessThan(0.75, "one of two other labels");
        shown[2].Accuracy().Estimate.Should().BeGreaterThan(0.95);
        truth.Concat(shown).Should().OnlyContain(probe => Math.Abs(probe.ShuffledAccuracy(1).Estimate - 1 / 3.0) < 0.12);
        FluentActions.Invoking(() => StateProbes.Fit(fitted, Read(all.Examples), ProbeTarget.Truth)).Should().Throw<ArgumentException>().WithMessage("*54 of 90 demonstrations*");
    }

    [Fact]
    public void Trace_OfTheShownLabel_GoesFromTheLabelsToTheLastTokenInBlocks2And3()
    {
        var trace = CausalTracing.Run(_model, Draw(30, 1), PromptKind.False, prompt => prompt.Shown[^1], new TraceOptions { Draws = 2, Parts = [TracePart.State, TracePart.Attention] });
        var draws = new Resamples(30, 1);
        double Share(TracePart part, int at, string place) => trace.Effect(part, at, place, draws).Estimate / trace.TotalEffect(draws).Estimate;
        trace.TotalEffect(draws).ToInterval().Low.Should().BeGreaterThan(0.4);
        Share(TracePart.State, 2, "label").Should().BeGreaterThan(0.95);
        Share(TracePart.State, 2, "last pre-label").Should().BeLessThan(0.15);
        Share(TracePart.State, 4, "label").Should().BeLessThan(0.1);
        Share(TracePart.State, 4, "last pre-label").Should().BeGreaterThan(0.95);
        Share(TracePart.Attention, 2, "last pre-label").Should().BeGreaterThan(0.8);
        Share(TracePart.Attention, 4, "last pre-label").Should().BeLessThan(0.2);
    }

    [Fact]
    public void Patchscope_OfAWord_IsReadUpToBlock1()
    {
        var target = _model.Batch("golf: sport. kiwi: fruit. apple:").Sequences[0];
        using var states = SourceStates.Read(_model, _model.Batch("tennis").Sequences, Positions.Last);
        var readings = Patchscope.Read(_model, states, new PatchscopeTarget(target, Positions.At([[target.Tokens.Length - 2]])), PatchscopeCell.All(states, 0, 1, 2), top: 1);
        foreach (var reading in readings)
            _model.Tokenizer.Decode([reading.Top[0].Token]).Should().Be(reading.Cell.To < 2 ? " sport" : " fruit", $"{reading.Cell}");
    }

    private PromptSet Draw(int count, ulong seed) => Unnatural.Load().Prompts(_model.Tokenizer, Setting.Permuted, demonstrations: 12, count, seed);
}
