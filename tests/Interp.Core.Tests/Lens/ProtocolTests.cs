using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Lens;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Core.Replays;
using Interp.Core.Studies;
using Interp.Core.Sweeps;
using Interp.Core.Tests.Tiny;

namespace Interp.Core.Tests.Lens;

/// <summary>A protocol is chosen once and travels with what it made.</summary>
public sealed class ProtocolTests
{
    [Fact]
    public void Read_PublishedPrompts_MakesPublishedScoresAndRows()
    {
        using var model = TinyModel.Of("gptj");
        var prompts = TinyBatch.Set(12, 3, 2) with { Protocol = Protocol.Published };
        var reading = LogitLens.Read(model, prompts);
        reading.Protocol.Should().Be(Protocol.Published);
        reading.Scores.Correct.HasVocabulary.Should().BeTrue("published shares are made with the normalizer");
        Measurements.Of(reading, "tiny").Should().OnlyContain(row => row.Protocol == Protocol.Published && row.Model == "tiny");

        var corrected = LogitLens.Read(model, TinyBatch.Set(12, 3, 2));
        Measurements.Of(corrected, "tiny").Should().OnlyContain(row => row.Protocol == Protocol.Corrected);
        var last = model.Info.Layers;
        reading.Scores.False.Logits(0, last, 2).ToArray().Should().NotEqual(corrected.Scores.False.Logits(0, last, 2).ToArray(), "the last state is normalised twice");
        reading.Scores.False.Logits(0, 1, 2).ToArray().Should().NotEqual(corrected.Scores.False.Logits(0, 1, 2).ToArray(), "the bias is dropped");
    }

    [Fact]
    public void Mixing_Protocols_IsRefused()
    {
        using var model = TinyModel.Of("gptj");
        var prompts = TinyBatch.Set(4, 3, 2);
        FluentActions.Invoking(() => LogitLens.Read(model, prompts, new LensOptions { Protocol = Protocol.Published })).Should().Throw<ArgumentException>().WithMessage("*'corrected'*'published'*");
        var published = LogitLens.Read(model, [.. prompts.Pairs.Select(pair => pair.False)], prompts.LabelTokens, new LensOptions { Protocol = Protocol.Published });
        var corrected = LogitLens.Read(model, prompts.Prompts(PromptKind.Correct), prompts.LabelTokens);
        FluentActions.Invoking(() => new LensReading(prompts, new ByKind<LabelScores>(corrected, published))).Should().Throw<ArgumentException>().WithMessage("*'corrected'*'published'*");
    }

    /// <summary>Prompts keep the protocol of their set as a list too: readers take it, and refuse another.</summary>
    [Fact]
    public void Readers_OfPromptsOfASet_TakeItsProtocol()
    {
        using var model = TinyModel.Of("gptj");
        var set = TinyBatch.Set(6, 3, 2) with { Protocol = Protocol.Published };
        var prompts = set.Prompts(PromptKind.False);
        var (lens, replay) = (new LensReader(set.LabelTokens), new ReplayReader([Ablation.None], set.LabelTokens));
        Sweep.Run(model, prompts, [lens, replay]);
        lens.Scores.Protocol.Should().Be(Protocol.Published);
        lens.Scores.HasVocabulary.Should().BeTrue();
        replay.Scores[0].Protocol.Should().Be(Protocol.Published);
        replay.Scores[0].Logits(0, 3, 2).ToArray().Zip(lens.Scores.Logits(0, 3, 2).ToArray()).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 1e-4);

        var corrected = new LensOptions { Protocol = Protocol.Corrected };
        FluentActions.Invoking(() => Sweep.Run(model, prompts, [new LensReader(set.LabelTokens, corrected)])).Should().Throw<ArgumentException>().WithMessage("*'published'*'corrected'*");
        FluentActions.Invoking(() => Sweep.Run(model, prompts, [new ReplayReader([Ablation.None], set.LabelTokens, options: corrected)])).Should().Throw<ArgumentException>().WithMessage("*'published'*'corrected'*");
        FluentActions.Invoking(() => Sweep.Run(model, [.. prompts, .. TinyBatch.Set(2, 3, 2).Prompts(PromptKind.False)], [new LensReader(set.LabelTokens)])).Should().Throw<ArgumentException>().WithMessage("*'published'*'corrected'*");
        using (AblationScope.Apply(model, Ablation.OfMlps([1], Positions.LastPreLabel)))
            FluentActions.Invoking(() => Sweep.Run(model, prompts, [new LensReader(set.LabelTokens)])).Should().Throw<ArgumentException>().WithMessage("*'published'*'corrected'*");
        using (AblationScope.Apply(model, Ablation.OfMlps([1], Positions.LastPreLabel), protocol: Protocol.Published))
            Sweep.Run(model, prompts, [new LensReader(set.LabelTokens)]);
    }

    /// <summary>Replayed scores are scores: thresholds, metrics and protocols take them like any other.</summary>
    [Fact]
    public void Metrics_OfReplayedScores_AreThoseOfFullRuns()
    {
        using var model = TinyModel.Of("neox", TorchSharp.torch.ScalarType.Float64);
        var set = TinyBatch.Prompts(30, 4, 3);
        var ablation = Ablation.OfHeads([new(1, 2), new(2, 0)], Positions.LastPreLabel);
        foreach (var protocol in new[] { Protocol.Corrected, Protocol.Published })
        {
            var options = new LensOptions { Protocol = protocol };
            var reader = new ReplayReader([Ablation.None, ablation], [1, 2, 3], options: options);
            Sweep.Run(model, set, [reader], new SweepOptions { BatchTokens = 60 });
            using var ablated = AblationScope.Apply(model, ablation, protocol: protocol);
            var full = LogitLens.Read(model, set, [1, 2, 3], options);
            foreach (var (replayed, expected) in new[] { (CalibratedAccuracy.Of(reader.Scores[1], set), CalibratedAccuracy.Of(full, set)), (PermutedScore.Of(reader.Scores[1], set), PermutedScore.Of(full, set)) })
            {
                replayed.Demonstrations.Should().Equal(3);
                foreach (var state in replayed.States)
                    replayed.At(state, 3).ToArray().Should().Equal(expected.At(state, 3).ToArray(), $"state {state}, {protocol}");
            }

            reader.Scores[1].Protocol.Should().Be(protocol);
        }
    }

    [Fact]
    public void Metrics_OfTokensThatPredictNoLabel_AreRefused()
    {
        using var model = TinyModel.Of("neox");
        var set = TinyBatch.Prompts(5, 4, 3);
        var reader = new ReplayReader([Ablation.None], [1, 2, 3], Positions.Last);
        Sweep.Run(model, set, [reader]);
        FluentActions.Invoking(() => CalibratedAccuracy.Of(reader.Scores[0], set)).Should().Throw<ArgumentException>().WithMessage("*predict no label*Positions.PreLabel*");
    }

    [Fact]
    public void Read_LastStateAlone_IsThatOfAWholeReading()
    {
        using var model = TinyModel.Of("llama-gqa");
        var set = TinyBatch.Prompts(8, 4, 3);
        var whole = LogitLens.Read(model, set, [1, 2, 3]);
        var last = LogitLens.Read(model, set, [1, 2, 3], new LensOptions { States = [3] });
        last.States.Should().Equal(3);
        for (var prompt = 0; prompt < 8; prompt++)
            last.Logits(prompt, 3, 2).ToArray().Zip(whole.Logits(prompt, 3, 2).ToArray()).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 5e-5);
        FluentActions.Invoking(() => last.Logits(0, 2, 2).Length).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*state was not read; read were 3*");
        FluentActions.Invoking(() => LogitLens.Read(model, set, [1, 2, 3], new LensOptions { States = [4] })).Should().Throw<ArgumentException>().WithMessage("*states 0..3*");
    }

    /// <summary>Another lens than the logit lens, as a tuned lens will be.</summary>
    [Fact]
    public void Read_ReadoutOfTheUsersOwn_IsWhatIsRead()
    {
        using var model = TinyModel.Of("gpt2");
        var set = TinyBatch.Prompts(3, 2, 2);
        var plain = LogitLens.Read(model, set, [1, 2]);
        var doubled = LogitLens.Read(model, set, [1, 2], new LensOptions { Readout = new Doubling(new LogitLensReadout(model)) });
        for (var state = 0; state <= 3; state++)
            doubled.Logits(1, state, 1)[0].Should().BeApproximately(plain.Logits(1, state, 1)[0] * (state == 2 ? 2 : 1), 1e-4f);
    }

    private sealed class Doubling(IReadout inner) : IReadout
    {
        public Interp.Core.Transformer.Unembedding Unembedding => inner.Unembedding;

        public TorchSharp.torch.Tensor Normalized(TorchSharp.torch.Tensor stream, int state) => state == 2 ? inner.Normalized(stream, state) * 2 : inner.Normalized(stream, state);
    }
}
