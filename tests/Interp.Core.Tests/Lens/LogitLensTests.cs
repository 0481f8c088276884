using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Lens;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Core.Sweeps;
using Interp.Core.Tests.Tiny;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Lens;

public sealed class LogitLensTests
{
    public static TheoryData<string> Wirings => TinyWiring.Names;

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Read_EveryLayerAndPosition_IsFinalNormAndUnembeddingOfTheStream(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var prompts = TinyBatch.Prompts(5, demonstrations: 3, labels: 3);
        var scores = LogitLens.Read(model, prompts, [3, 1, 2], LensOptions.Default with { FullVocabulary = true });
        for (var prompt = 0; prompt < 5; prompt++)
        {
            var batch = Batch.Of([prompts[prompt]]);
            var points = Enumerable.Range(0, TinyWiring.Layers).Select(HookPoint.ResidPost).Prepend(HookPoint.ResidPre(0)).ToArray();
            for (var layer = 0; layer <= TinyWiring.Layers; layer++)
            {
                using var tap = model.Tap(points[layer], Positions.All, x =>
                {
                    var all = model.Unembedding.Logits(model.FinalNorm.Apply(x))[0]; // [pos, d_vocab]
                    var logProbabilities = all.log_softmax(-1);
                    for (var position = 0; position < 3; position++)
                        for (var label = 0; label < 3; label++)
                        {
                            var token = new[] { 3, 1, 2 }[label];
                            ((double)scores.Logits(prompt, layer, position)[label]).Should().BeApproximately(all[prompts[prompt].PreLabel[position], token].item<double>(), 1e-5);
                            scores.LogProbability(prompt, layer, position, label).Should().BeApproximately(logProbabilities[prompts[prompt].PreLabel[position], token].item<double>(), 1e-5);
                        }
                });
                model.Run(batch);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Read_AnyBatchSize_GivesTheSame(string wiring)
    {
        using var model = TinyModel.Of(wiring);
        var prompts = TinyBatch.Prompts(12, demonstrations: 3, labels: 2);
        var expected = LogitLens.Read(model, prompts, [1, 2], LensOptions.Default with { FullVocabulary = true });
        foreach (var tokens in new[] { 1, 20, 55 })
        {
            var scores = LogitLens.Read(model, prompts, [1, 2], LensOptions.Default with { FullVocabulary = true }, new SweepOptions { BatchTokens = tokens });
            for (var prompt = 0; prompt < 12; prompt++)
                for (var layer = 0; layer < scores.States.Length; layer++)
                    for (var position = 0; position < 3; position++)
                        scores.LogProbability(prompt, layer, position, 1).Should().BeApproximately(expected.LogProbability(prompt, layer, position, 1), 5e-5);
        }
    }

    [Theory]
    [InlineData("gptj")]
    [InlineData("neox")]
    [InlineData("neox-sequential")]
    [InlineData("llama-gqa")]
    public void Read_EmbeddingOfRotaryModels_TiesExactly(string wiring)
    {
        using var model = TinyModel.Of(wiring);
        var set = TinyBatch.Set(37, demonstrations: 5, labels: 3);
        var reading = LogitLens.Read(model, set, sweep: new SweepOptions { BatchTokens = 100 });
        foreach (var accuracy in new[] { CalibratedAccuracy.Of(reading), PermutedScore.Of(reading) })
        {
            foreach (var kind in Enum.GetValues<PromptKind>())
            {
                for (var position = 0; position < 5; position++)
                    accuracy[kind].At(0, position).ToArray().Should().OnlyContain(value => value == 1.0 / 3, "all prompts end in the same token there");
                accuracy[kind].At(1, 4).ToArray().Should().Contain(1).And.Contain(0);
            }
        }
    }

    [Fact]
    public void Read_Progress_AddsUpToBothKinds()
    {
        using var model = TinyModel.Of("neox");
        var reports = new List<int>();
        var options = new SweepOptions { BatchTokens = 40, Progress = new Immediate(reports.Add) };
        LogitLens.Read(model, TinyBatch.Set(9, 3, 2), sweep: options);
        reports.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        reports.Count.Should().BeGreaterThan(4);
        reports[^1].Should().Be(18);
    }

    [Fact]
    public void Read_Cancelled_EndsBetweenBatchesAndLeavesNothing()
    {
        using var model = TinyModel.Of("neox");
        model.Logits(TinyBatch.Padded()).Dispose();
        LogitLens.Read(model, TinyBatch.Set(9, 3, 2));
        var before = Numbers.Live;
        using var cancellation = new CancellationTokenSource();
        var reports = new List<int>();
        var options = new SweepOptions
        {
            BatchTokens = 40,
            Cancellation = cancellation.Token,
            Progress = new Immediate(done =>
            {
                reports.Add(done);
                cancellation.Cancel();
            }),
        };
        FluentActions.Invoking(() => LogitLens.Read(model, TinyBatch.Set(9, 3, 2), sweep: options)).Should().Throw<OperationCanceledException>();
        reports.Should().ContainSingle("the batch that was under way is finished, and no other begun");
        model.IsHooked.Should().BeFalse();
        Numbers.Live.Should().Be(before);
    }

    [Fact]
    public void Read_WhatDoesNotFit_Throws()
    {
        using var model = TinyModel.Of("neox");
        var prompts = TinyBatch.Prompts(2, 3, 2);
        FluentActions.Invoking(() => LogitLens.Read(model, [], [1, 2])).Should().Throw<ArgumentException>().WithMessage("*no prompts*");
        FluentActions.Invoking(() => LogitLens.Read(model, [.. prompts, .. TinyBatch.Prompts(1, 2, 2)], [1, 2])).Should().Throw<ArgumentException>().WithMessage("*same number of demonstrations*");
        FluentActions.Invoking(() => LogitLens.Read(model, prompts, [1, 37])).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*37 rows*");
        FluentActions.Invoking(() => LogitLens.Read(model, prompts, [1])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => LogitLens.Read(model, prompts, [1, 2], sweep: new SweepOptions { BatchTokens = 0 })).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => LogitLens.Read(model, [prompts[0] with { Tokens = [.. Enumerable.Repeat(1, 60)] }], [1, 2])).Should().Throw<ArgumentException>().WithMessage("*context holds 48*");
        model.IsHooked.Should().BeFalse();
    }

    private sealed class Immediate(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}
