using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Heads;
using Interp.Core.Hooks;
using Interp.Core.Lens;
using Interp.Core.Replays;
using Interp.Core.Sweeps;
using Interp.Core.Tests.Tiny;
using Interp.Core.Transformer;
using static Interp.Core.Tests.Sweeps.SweepData;

namespace Interp.Core.Tests.Sweeps;

/// <summary>Sweeps that are refused, cancelled or thrown out of: nothing runs, nothing is left, nothing passes for a result.</summary>
public sealed class SweepRefusalTests
{
    [Fact]
    public void Run_WhatDoesNotFit_IsRefusedBeforeAnythingRuns()
    {
        using var model = TinyModel.Of("neox");
        var ran = 0;
        using var counter = model.Tap(HookPoint.Embed, Positions.All, _ => ran++);
        var bare = Batch.Of(TinyBatch.Tokens(5, 1), TinyBatch.Tokens(6, 2)).Sequences;
        var lens = new LensReader(LabelTokens);
        Refused(() => Sweep.Run(model, [], [lens]), "*no prompts*");
        Refused(() => Sweep.Run(model, Set, []), "*no reader*");
        Refused(() => Sweep.Run(model, bare, [lens]), "*no tokens marked 'pre-label'*bare token ids*");
        Refused(() => Sweep.Run(model, Set, [new CacheReader(new CacheRequest { Sites = [HookSite.Q], Positions = Positions.Marked("subject") })]), "*no tokens marked 'subject'*'label', 'pre-label'*");
        Refused(() => Sweep.Run(model, Set, [new CacheReader(CacheRequest.Of(HookSite.ResidMid))]), "*parallel*");
        Refused(() => Sweep.Run(model, bare, [new LabelAttentionReader()]), "*Prompt 0*not a few-shot prompt*");
        Refused(() => Sweep.Run(model, Set, [new ReplayReader([], LabelTokens)]), "*no ablation*");
        Refused(() => Sweep.Run(model, Set, [new ReplayReader([Ablation.OfMlps([0], Positions.PreLabel)], LabelTokens)]), "*touches token*prompt 0*");
        Refused(() => Sweep.Run(model, Set, [new ReplayReader([Ablation.OfMlps([7], Positions.LastPreLabel)], LabelTokens)]), "*blocks 0..2*");
        Refused(() => Sweep.Run(model, [.. Set, Set[0] with { Tokens = [.. Enumerable.Repeat(1, 60)] }], [lens]), "*context holds 48*");
        using (AblationScope.Apply(model, Ablation.OfMlps([0], Positions.At([[1], [2]]))))
            Refused(() => Sweep.Run(model, Set, [lens]), "*listed for 2 prompts, the set has 10*");
        var resample = Ablation.OfMlps([0], Positions.Last, Replacement.Resample);
        using (var source = ResampledActivations.Of(model, resample, bare))
        using (AblationScope.Apply(model, resample, [source]))
        {
            ran = 0;
            Refused(() => Sweep.Run(model, Set, [lens]), "*has 2 prompts, the ablated one 10*");
        }

        using (model.Hook(HookPoint.Z(0), (_, _) => HookResult.Keep))
            Refused(() => Sweep.Run(model, Set, [new ReplayReader([Ablation.None], LabelTokens)]), "*hook on blocks.0.attn.hook_z*");
        FluentActions.Invoking(() => lens.Scores).Should().Throw<InvalidOperationException>("zeros are no scores").WithMessage("*did not run to its end*");
        FluentActions.Invoking(() => new LensReader(LabelTokens).Scores).Should().Throw<InvalidOperationException>().WithMessage("*Sweep.Run*");

        void Refused(Action run, string message)
        {
            run.Should().Throw<Exception>().WithMessage(message);
            ran.Should().Be(0, message);
        }
    }

    [Theory]
    [InlineData(SweepOrder.BatchMajor)]
    [InlineData(SweepOrder.LayerMajor)]
    public void Run_DoneCancelledOrThrown_LeavesNoTensor(SweepOrder order)
    {
        using var model = TinyModel.Of("llama-gqa");
        using var cancelled = new CancellationTokenSource();
        Run(null);
        var before = Numbers.Live;
        Run(null);
        Numbers.Live.Should().Be(before);

        FluentActions.Invoking(() => Run(_ => throw new TimeoutException())).Should().Throw<TimeoutException>();
        Numbers.Live.Should().Be(before);

        var calls = 0;
        FluentActions.Invoking(() => Run(_ =>
        {
            if (++calls == 3)
                cancelled.Cancel();
        })).Should().Throw<OperationCanceledException>();
        Numbers.Live.Should().Be(before);

        void Run(Action<Tapped>? also)
        {
            using var cache = new CacheReader(Kept);
            Sweep.Run(
                model, Set, [new LensReader(LabelTokens), new ReplayReader(ManyAblations(), LabelTokens), new LabelAttentionReader(), cache, .. also is null ? [] : new IReader[] { new Calling(also) }],
                new SweepOptions { BatchTokens = 40, Order = order, Cancellation = cancelled.Token });
        }
    }

    /// <summary>Zeros are no scores: what a sweep left half-read is not handed out.</summary>
    [Fact]
    public void Results_OfASweepThatDidNotEnd_AreRefused()
    {
        using var model = TinyModel.Of("neox");
        var mean = Ablation.OfMlps([0], Positions.Last, Replacement.Mean);
        var (lens, attention, replay, tokens) = (new LensReader(LabelTokens), new LabelAttentionReader(), new ReplayReader([Ablation.None, Ablation.OfMlps([1], Positions.LastPreLabel)], LabelTokens), new TokenLensReader(Positions.Last));
        using var cache = new CacheReader(Kept);
        using var means = new MeanReader(mean, Positions.All);
        Action[] results = [() => _ = lens.Scores, () => _ = attention.Attention, () => _ = replay.Scores, () => _ = tokens.Reading, () => cache.Take().Dispose(), () => means.Take().Dispose()];
        foreach (var result in results)
            result.Should().Throw<InvalidOperationException>().WithMessage("*Sweep.Run first*");

        using var cancelled = new CancellationTokenSource();
        FluentActions.Invoking(() => Sweep.Run(model, Set, [lens, attention, replay, tokens, cache, means], new SweepOptions { BatchTokens = 40, Cancellation = cancelled.Token, Progress = new Cancelling(cancelled) }))
            .Should().Throw<OperationCanceledException>();
        foreach (var result in results)
            result.Should().Throw<InvalidOperationException>().WithMessage("*did not run to its end*");

        Sweep.Run(model, Set, [lens, attention, replay, tokens, cache, means], new SweepOptions { BatchTokens = 40 });
        foreach (var result in results)
            result.Should().NotThrow("the same readers ran to the end");
        foreach (var result in results[^2..])
            result.Should().Throw<InvalidOperationException>("it was taken");
    }

    private sealed class Cancelling(CancellationTokenSource source) : IProgress<int>
    {
        public void Report(int value) => source.Cancel();
    }

    private sealed class Calling(Action<Tapped> read) : IReader
    {
        public IEnumerable<Want> Wants(HookedTransformer model, IReadOnlyList<Core.Tokens.IMarkedTokens> set) => [new Want(HookPoint.MlpOut(1), Positions.Last, read)];
    }
}
