using System.Collections.Immutable;
using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Hooks;
using Interp.Core.Patching;
using Interp.Core.Prompts;
using Interp.Core.Statistics;
using Interp.Core.Tests.Tiny;
using Interp.Core.Tracing;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Tracing;

public sealed class CausalTracingTests
{
    public static TheoryData<string> Wirings => TinyWiring.Names;

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Run_NoNoise_IsTheCleanRunBitForBit(string wiring)
    {
        foreach (var dtype in new[] { ScalarType.Float32, ScalarType.Float64, ScalarType.BFloat16 })
        {
            using var model = TinyModel.Of(wiring, dtype);
            var trace = CausalTracing.Run(model, TinyBatch.Prompts(5, 3, 2), [1, 2, 1, 2, 1], new TraceOptions { Sigma = 0, Draws = 3 });
            trace.Noise.Should().Be(0);
            trace.Corrupt.Should().Equal(trace.Clean);
            if (dtype == ScalarType.Float64)
                Everything(trace).Should().OnlyContain(one => Math.Abs(one.Value - trace.Clean[one.Prompt]) < 1e-12);
        }
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Run_EveryCell_IsTheNoisyRunWithThatPatch(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var prompts = TinyBatch.Prompts(4, 3, 2);
        using var ablation = AblationScope.Apply(model, Ablation.OfHeads([new HeadId(0, 1), new HeadId(2, 2)], Positions.PreLabel) | Ablation.KnockOutHeads([new HeadId(1, 0)]));
        var options = new TraceOptions { Draws = 1, Window = 2, BatchTokens = 25, Seed = 9 };
        var trace = CausalTracing.Run(model, prompts, [1, 2, 1, 2], options);
        var noise = NoiseOf(model, prompts, options);
        foreach (var (place, part, at, prompt) in from place in TracePlace.Roles(prompts) from part in options.Parts from at in Enumerable.Range(0, trace.Count(part)) from prompt in Enumerable.Range(0, 4) select (place, part, at, prompt))
        {
            var batch = Batch.Of(prompts, [prompt]);
            HookPoint[] points = part switch
            {
                TracePart.State => [at == 0 ? HookPoint.ResidPre(0) : HookPoint.ResidPost(at - 1)],
                TracePart.Attention => [.. Window(at).Select(HookPoint.AttnOut)],
                _ => [.. Window(at).Select(HookPoint.MlpOut)],
            };
            using var cache = ActivationCache.Record(model, batch, [CacheRequest.Of(HookSite.ResidPost, HookSite.AttnOut, HookSite.MlpOut), CacheRequest.Of(HookSite.ResidPre) with { Layers = [0] }]);
            using var corrupt = model.Hook(HookPoint.Embed, (_, _) => HookResult.Replace(noise[prompt]));
            using var patches = HookScope.Join(points.Select(point => ActivationPatching.Patch(model, cache, point, place.Positions)));
            var expected = model.Logits(batch, Positions.LastPreLabel)[0, 0].softmax(-1)[1 + prompt % 2].item<double>();
            trace.Restored(part, at, place.Name)[prompt].Should().BeApproximately(expected, 1e-11, $"{part} {at} at {place.Name}, prompt {prompt}");
        }

        static IEnumerable<int> Window(int at) => new[] { at - 1, at }.Where(layer => layer >= 0);
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Run_TheNoisyEmbeddingsRestored_BringBackEverything(string wiring)
    {
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var prompts = TinyBatch.Prompts(6, 3, 2);
        var trace = CausalTracing.Run(model, prompts, [1, 2, 1, 2, 1, 2], new TraceOptions { Draws = 2, Parts = [TracePart.State] });
        for (var prompt = 0; prompt < 6; prompt++)
        {
            trace.Restored(TracePart.State, 0, "label")[prompt].Should().BeApproximately(trace.Clean[prompt], 1e-12);
            trace.Restored(TracePart.State, 0, "other")[prompt].Should().BeApproximately(trace.Corrupt[prompt], 1e-12, "no noise was there");
            trace.Restored(TracePart.State, TinyWiring.Layers, "last pre-label")[prompt].Should().BeApproximately(trace.Clean[prompt], 1e-12, "the last state speaks for itself");
            trace.Restored(TracePart.State, TinyWiring.Layers, "label")[prompt].Should().BeApproximately(trace.Corrupt[prompt], 1e-12, "nobody sees it any more");
            trace.Corrupt[prompt].Should().NotBeApproximately(trace.Clean[prompt], 1e-9);
        }

        var resamples = new Resamples(6, 1, 100);
        trace.Effect(TracePart.State, TinyWiring.Layers, "label", resamples).ToInterval().High.Should().BeApproximately(0, 1e-12, "nothing comes back of any prompt");
        FluentActions.Invoking(() => trace.TotalEffect(new Resamples(7, 1, 100))).Should().Throw<ArgumentException>().WithMessage("*7 prompts*6*");
        trace.Effect(TracePart.State, 0, "label", resamples).Estimate.Should().BeApproximately(trace.TotalEffect(resamples).Estimate, 1e-12);
    }

    [Fact]
    public void Run_NoiseOfAPrompt_IsTheSameInOtherBatchesAndOfItsSize()
    {
        using var model = TinyModel.Of("llama-gqa", ScalarType.Float64);
        using var scope = NewDisposeScope();
        var prompts = TinyBatch.Prompts(60, 4, 2);
        int[] answers = [.. prompts.Select((_, i) => 1 + i % 2)];
        var options = new TraceOptions { Draws = 1, Parts = [TracePart.Mlp], Places = [new("label", Positions.EarlierLabel)] };
        var (one, small) = (CausalTracing.Run(model, prompts, answers, options), CausalTracing.Run(model, prompts, answers, options with { BatchTokens = 1 }));
        one.Corrupt.Zip(small.Corrupt).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 1e-12);
        Everything(one).Zip(Everything(small)).Should().OnlyContain(pair => Math.Abs(pair.First.Value - pair.Second.Value) < 1e-12);
        CausalTracing.Run(model, prompts, answers, options with { Seed = 2 }).Corrupt.Should().NotEqual(one.Corrupt);

        using var cache = ActivationCache.Record(model, prompts, null, [CacheRequest.Of(HookSite.Embed) with { Positions = Positions.EarlierLabel }]);
        one.Noise.Should().BeApproximately(3 * cache[HookPoint.Embed].std().item<double>(), 1e-9, "three labels in each prompt");
        var noise = NoiseOf(model, prompts, options);
        double[] added = [.. prompts.SelectMany((prompt, i) => Positions.EarlierLabel.Resolve(Batch.Of([prompt]))[0]
            .SelectMany((token, ordinal) => (noise[i][0, token] - cache[HookPoint.Embed][i, ordinal]).data<double>().ToArray()))];
        added.Should().HaveCount(60 * 3 * TinyWiring.DModel);
        Math.Sqrt(added.Average(number => number * number)).Should().BeApproximately(one.Noise, 4 * one.Noise / Math.Sqrt(2 * added.Length));
        (added.Average() / one.Noise).Should().BeApproximately(0, 4 / Math.Sqrt(added.Length));
    }

    [Theory]
    [InlineData("gpt2")]
    [InlineData("llama-gqa")]
    public void Run_StreamedBlocks_GiveTheSameBits(string wiring)
    {
        using var model = TinyModel.Of(wiring);
        using var streamed = TinyModel.Streamed(wiring);
        var set = TinyBatch.Set(4, 3, 2);
        var options = new TraceOptions { Draws = 2 };
        var (one, other) = (CausalTracing.Run(model, set, PromptKind.False, prompt => prompt.Shown[^1], options), CausalTracing.Run(streamed, set, PromptKind.False, prompt => prompt.Shown[^1], options));
        Everything(other).Should().Equal(Everything(one));
        other.Clean.Should().Equal(one.Clean);
    }

    [Fact]
    public void Run_Done_LeavesNoTensorAndNoHook()
    {
        using var model = TinyModel.Of("gptj");
        var prompts = TinyBatch.Prompts(3, 3, 2);
        model.Logits(Batch.Of(prompts)).Dispose();
        var before = Numbers.Live;
        CausalTracing.Run(model, prompts, [1, 2, 1]);
        using var cancelled = new CancellationTokenSource();
        var progress = new Stop(cancelled);
        FluentActions.Invoking(() => CausalTracing.Run(model, prompts, [1, 2, 1], new TraceOptions { BatchTokens = 1, Progress = progress, Cancellation = cancelled.Token })).Should().Throw<OperationCanceledException>();
        progress.Told.Should().Be(1);
        Numbers.Live.Should().Be(before);
        model.IsHooked.Should().BeFalse();
    }

    [Fact]
    public void Run_WhatDoesNotFit_SaysWhatWould()
    {
        using var model = TinyModel.Of("gptj");
        var prompts = TinyBatch.Prompts(2, 3, 2);
        void Refused(string message, TraceOptions? options = null, Prompt[]? of = null, params int[] answers) =>
            FluentActions.Invoking(() => CausalTracing.Run(model, of ?? prompts, answers.Length == 0 ? [1, 2] : answers, options)).Should().Throw<ArgumentException>().WithMessage(message);
        Refused("*2 prompts and 1 answers*", answers: 1);
        Refused("*Answer 37*0..36*", answers: [1, 37]);
        Refused("*no token of prompt 0*", of: TinyBatch.Prompts(2, 1, 2));
        Refused("*expected one, whose prediction*", new TraceOptions { Read = Positions.PreLabel });
        Refused("*a name of its own*a, a*", new TraceOptions { Places = [new("a", Positions.Last), new("a", Positions.All)] });
        Refused("*at least one of state*", new TraceOptions { Parts = [] });
        FluentActions.Invoking(() => CausalTracing.Run(model, Batch.Of([1, 2, 3]).Sequences, [1], new TraceOptions { Noise = Positions.Last, Read = Positions.Last })).Should().Throw<ArgumentException>().WithMessage("*knows no roles*");
        FluentActions.Invoking(() => new TraceOptions { Sigma = -1 }).Should().Throw<ArgumentException>();
        var trace = CausalTracing.Run(model, prompts, [1, 2], new TraceOptions { Parts = [TracePart.Mlp], Draws = 1 });
        FluentActions.Invoking(() => trace.Restored(TracePart.State, 0, "label")).Should().Throw<ArgumentException>().WithMessage("*restored were Mlp*");
        FluentActions.Invoking(() => trace.Restored(TracePart.Mlp, 3, "label")).Should().Throw<ArgumentException>().WithMessage("*0..2*");
        FluentActions.Invoking(() => trace.Restored(TracePart.Mlp, 0, "verb")).Should().Throw<ArgumentException>().WithMessage("*\"label\", \"pre-label\"*");
        model.IsHooked.Should().BeFalse();
    }

    private static ImmutableArray<(int Prompt, double Value)> Everything(CausalTrace trace) =>
        [.. from part in trace.Parts from at in Enumerable.Range(0, trace.Count(part)) from place in trace.Places from one in trace.Restored(part, at, place).Index() select one];

    /// <summary>For each prompt its noisy embeddings of the first draw, [1, pos, d_model]: the noise of a trace of the same options.</summary>
    private static Tensor[] NoiseOf(HookedTransformer model, IReadOnlyList<Prompt> prompts, TraceOptions options)
    {
        var deviation = CausalTracing.Run(model, prompts, [.. prompts.Select(_ => 1)], options with { Parts = [TracePart.Mlp], Places = [new("last", Positions.Last)] }).Noise;
        using var corrupt = model.Intervene(HookPoint.Embed, new EmbeddingNoise(options.Noise, deviation, options.Seed).Draw(0));
        return [.. prompts.Select((_, i) =>
        {
            using var cache = ActivationCache.Record(model, Batch.Of(prompts, [i]), CacheRequest.Of(HookSite.Embed));
            return cache[HookPoint.Embed].clone();
        })];
    }

    private sealed class Stop(CancellationTokenSource source) : IProgress<int>
    {
        public int Told { get; private set; }

        public void Report(int value)
        {
            Told = value;
            source.Cancel();
        }
    }
}
