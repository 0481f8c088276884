using Interp.Core.Lens;
using Interp.Core.LinearLenses;
using Interp.Core.Sweeps;
using Interp.Core.Tests.Tiny;
using Interp.Core.Tokens;
using static TorchSharp.torch;

namespace Interp.Core.Tests.LinearLenses;

public sealed class TunedLensTrainingTests
{
    private static readonly TunedLensOptions Short = new() { Steps = 40, BatchTokens = 32, Seed = 3 };

    private static readonly IMarkedTokens[] Texts = [.. Enumerable.Range(0, 12).Select(text => new MarkedTokens(TinyBatch.Tokens(6 + text, (ulong)text)))];

    public static TheoryData<string, ScalarType> Models => new()
    {
        { "gpt2", ScalarType.Float32 }, { "gptj", ScalarType.Float64 }, { "neox", ScalarType.BFloat16 }, { "gemma", ScalarType.Float32 },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Run_AnyDtype_ComesNearerToTheModelAtEveryState(string wiring, ScalarType dtype)
    {
        using var model = TinyModel.Of(wiring, dtype);
        using var training = TunedLensTraining.Of(model, Texts, Short with { Steps = 200, LearningRate = 1e-2 });
        var untrained = training.HeldOut();
        foreach (var state in Enumerable.Range(0, TinyWiring.Layers))
            untrained.Tuned[state].Should().Equal(untrained.Logit[state], "a map of zeros changes nothing");
        training.Run();
        var trained = training.HeldOut();
        foreach (var state in Enumerable.Range(0, TinyWiring.Layers))
            trained.MeanOfTuned(state).Should().BeLessThan(trained.MeanOfLogit(state), $"state {state}");
    }

    [Fact]
    public void HeldOut_OfTheLogitLens_IsItsDivergenceOnThoseTexts()
    {
        using var model = TinyModel.Of("neox", ScalarType.Float64);
        using var training = TunedLensTraining.Of(model, Texts, Short with { BatchTokens = 5 }, new SweepOptions { BatchTokens = 20 });
        var found = training.HeldOut();
        found.Texts.Should().Equal(training.Split.HeldOut).And.HaveCount(2);
        training.Split.Trained.Concat(found.Texts).Order().Should().Equal(Enumerable.Range(0, Texts.Length));
        var expected = LensDivergence.Of(model, [.. found.Texts.Select(text => Texts[text])], new LogitLensReadout(model));
        foreach (var (state, texts) in expected.Index())
        {
            foreach (var (one, other) in texts.Zip(found.Logit[state]))
                one.Should().BeApproximately(other, 1e-12);
        }
    }

    [Fact]
    public void Run_StoppedAndRestored_GoesOnToTheSameBits()
    {
        using var model = TinyModel.Of("neox");
        using var straight = TunedLensTraining.Of(model, Texts, Short);
        straight.Run();
        using var first = TunedLensTraining.Of(model, Texts, Short);
        using var stop = new CancellationTokenSource();
        FluentActions.Invoking(() => first.Run(progress: new At(progress => { if (progress.Step == 17) stop.Cancel(); }), cancellation: stop.Token)).Should().Throw<OperationCanceledException>();
        first.Step.Should().Be(17);
        using var second = TunedLensTraining.Of(model, Texts, Short);
        second.Restore(first.Step, first.State);
        second.Run(until: 30);
        second.Step.Should().Be(30);
        second.Run();
        foreach (var (name, tensor) in straight.State)
            second.State[name].ShouldBeBitForBit(tensor, name);
        using var otherSeed = TunedLensTraining.Of(model, Texts, Short with { Seed = 4 });
        otherSeed.Run();
        otherSeed.State["0.weight"].bytes.SequenceEqual(straight.State["0.weight"].bytes).Should().BeFalse();
    }

    [Fact]
    public void Run_FirstStep_IsAdamsOfTheLossesGradient()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("gpt2", ScalarType.Float64);
        var options = new TunedLensOptions { Steps = 10, BatchTokens = 10_000, LearningRate = 0.5, WeightDecay = 0 };
        using var training = TunedLensTraining.Of(model, Texts, options);
        training.Run(until: 1);
        using var lens = training.Lens();

        // Adam's first step is the rate times the sign of the gradient, but for epsilon; the rate of step 1 of 10 is the highest.
        var (weight, bias) = (zeros(TinyWiring.DModel, TinyWiring.DModel, dtype: ScalarType.Float64, requires_grad: true), zeros(TinyWiring.DModel, dtype: ScalarType.Float64, requires_grad: true));
        Tensor[] losses = [.. training.Split.Trained.Select(text =>
        {
            var batch = Core.Batches.Batch.Of([Texts[text]]);
            var stream = TestStreams.At(model, batch, 1)[0];
            var lensed = model.Unembedding.Logits(model.FinalNorm.Apply(stream + nn.functional.linear(stream, weight, bias))).log_softmax(-1);
            return nn.functional.kl_div(lensed, model.Logits(batch)[0].softmax(-1), log_target: false, reduction: nn.Reduction.Sum);
        })];
        losses.Aggregate((a, b) => a + b).backward();
        Numbers.Difference(lens[1].Weight, weight.grad!.sign() * -0.5).Should().BeLessThan(1e-3);
        Numbers.Difference(lens[1].Bias!, bias.grad!.sign() * -0.5).Should().BeLessThan(1e-3);
    }

    [Fact]
    public void Of_BadInput_SaysWhatWouldBeValid()
    {
        using var model = TinyModel.Of("neox");
        model.Logits(Core.Batches.Batch.Of(Texts)).Dispose();
        var before = Numbers.Live;
        FluentActions.Invoking(() => TunedLensTraining.Of(model, Texts[..1])).Should().Throw<ArgumentException>().WithMessage("*two*held out*");
        FluentActions.Invoking(() => TunedLensTraining.Of(model, Texts, Short with { HeldOut = 0 })).Should().Throw<ArgumentException>().WithMessage("*HeldOut*");
        FluentActions.Invoking(() => TunedLensTraining.Of(model, Texts, Short with { Steps = 0 })).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => TunedLensTraining.Of(model, Texts, Short with { LearningRate = double.NaN })).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => TunedLensTraining.Of(model, Texts, Short with { StreamBytes = 100 })).Should().Throw<ArgumentException>().WithMessage("*138 tokens take 44160 bytes*StreamBytes*");
        using (var training = TunedLensTraining.Of(model, Texts, Short))
        {
            FluentActions.Invoking(() => training.Restore(41, training.State)).Should().Throw<ArgumentException>();
            FluentActions.Invoking(() => training.Restore(4, new Dictionary<string, Tensor>())).Should().Throw<ArgumentException>().WithMessage("*'0.weight'*");
            training.Run(until: 2);
            training.HeldOut();
            training.Lens().Dispose();
        }

        Numbers.Live.Should().Be(before);
        model.IsHooked.Should().BeFalse();
    }

    private sealed class At(Action<TunedLensProgress> report) : IProgress<TunedLensProgress>
    {
        public void Report(TunedLensProgress value) => report(value);
    }
}
