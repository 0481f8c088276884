using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Heads;
using Interp.Core.Hooks;
using Interp.Core.Lens;
using Interp.Core.Patching;
using Interp.Core.Prompts;
using Interp.Core.Randomness;
using Interp.Core.Replays;
using Interp.Core.Sweeps;
using Interp.Core.Tests.Tiny;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Sweeps;

public sealed class SweepTests
{
    private const int Labels = 3;
    private static readonly int[] LabelTokens = [1, 2, 3];
    private static readonly Prompt[] Set = TinyBatch.Prompts(10, demonstrations: 4, Labels);

    public static TheoryData<string> Wirings => TinyWiring.Names;

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Run_ManyReaders_OneForwardAPromptAndWhatEachGetsAlone(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring);
        var passed = new int[model.Info.Layers];
        var counters = Enumerable.Range(0, model.Info.Layers).Select(layer => model.Tap(HookPoint.ResidPre(layer), Positions.All, x => passed[layer] += (int)x.shape[0])).ToArray();
        var ablations = Ablations();
        var (lens, attention, replay) = (new LensReader(LabelTokens), new LabelAttentionReader(), new ReplayReader(ablations, LabelTokens));
        using var cache = new CacheReader(Kept);

        var sweep = new SweepOptions { BatchTokens = 50 };
        Sweep.Run(model, Set, [lens, attention, replay, cache], sweep);

        passed.Should().OnlyContain(rows => rows == Set.Length, "each prompt goes through each block once");
        foreach (var counter in counters)
            counter.Dispose();
        using var kept = cache.Take();
        using var cachedAlone = ActivationCache.Record(model, Set, sweep, Kept);
        foreach (var point in cachedAlone.Points)
            kept[point].ShouldBeBitForBit(cachedAlone[point], $"{point} beside other readers");
        LensIs(lens.Scores, LogitLens.Read(model, Set, LabelTokens, sweep: sweep), exactBefore: model.Info.Layers);
        AttentionIsThePattern(attention.Attention, model);
        CacheIs(kept, model);
        for (var i = 0; i < ablations.Length; i++)
        {
            using var ablated = AblationScope.Apply(model, ablations[i]);
            LastIs(replay.Scores[i], LogitLens.Read(model, Set, LabelTokens), 1e-4, $"{ablations[i]}");
        }
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Run_LayerMajor_IsBatchMajorBitForBit(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring);
        var (one, other) = (Read(SweepOrder.BatchMajor), Read(SweepOrder.LayerMajor));
        Flat(other.Lens).Should().Equal(Flat(one.Lens));
        foreach (var (a, b) in one.Replay.Zip(other.Replay))
            Flat(b).Should().Equal(Flat(a));
        foreach (var point in one.Cache.Points)
            other.Cache[point].ShouldBeBitForBit(one.Cache[point], $"{point}");

        (LabelScores Lens, IReadOnlyList<LabelScores> Replay, ActivationCache Cache) Read(SweepOrder order)
        {
            var (lens, replay, cache) = (new LensReader(LabelTokens), new ReplayReader(Ablations(), LabelTokens), new CacheReader(Kept));
            Sweep.Run(model, Set, [lens, replay, cache], new SweepOptions { BatchTokens = 50, Order = order });
            return (lens.Scores, replay.Scores, cache.Take());
        }
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Run_AnyBatchSize_GivesTheSame(string wiring)
    {
        using var model = TinyModel.Of(wiring);
        var whole = Read(10_000);
        foreach (var tokens in new[] { 1, 3 * Set.Max(prompt => prompt.Tokens.Length) })
        {
            foreach (var (a, b) in whole.Zip(Read(tokens)))
                Flat(b).Zip(Flat(a)).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) <= 5e-5);
        }

        LabelScores[] Read(int tokens)
        {
            var (lens, replay) = (new LensReader(LabelTokens), new ReplayReader(Ablations(), LabelTokens));
            Sweep.Run(model, Set, [lens, replay], new SweepOptions { BatchTokens = tokens });
            return [lens.Scores, .. replay.Scores];
        }
    }

    /// <summary>What is said of prompts by index stays with them, however the set is ordered and cut into batches.</summary>
    [Theory]
    [MemberData(nameof(Wirings))]
    public void Run_ShuffledPromptsUnderInterventions_GivesEachItsOwn(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var others = TinyBatch.Prompts(Set.Length, demonstrations: 5, Labels, seed: 31);
        var inOrder = Read([.. Enumerable.Range(0, Set.Length)], 10_000);
        var order = Enumerable.Range(0, Set.Length).ToArray();
        new RandomStream(5).Shuffle<int>(order);
        foreach (var tokens in new[] { 1, 40, 10_000 })
        {
            var shuffled = Read(order, tokens);
            for (var i = 0; i < order.Length; i++)
                foreach (var state in inOrder.States)
                    for (var demonstration = 0; demonstration < 4; demonstration++)
                        for (var label = 0; label < Labels; label++)
                            shuffled.Logits(i, state, demonstration)[label].Should().BeApproximately(inOrder.Logits(order[i], state, demonstration)[label], 1e-6f);
        }

        LabelScores Read(int[] members, int tokens)
        {
            Prompt[] set = [.. members.Select(index => Set[index])], set2 = [.. members.Select(index => others[index])];
            var listed = Positions.At(members.Select(index => new[] { 1 + index % 3, 5 }));
            var sweep = new SweepOptions { BatchTokens = tokens };
            var zero = Ablation.OfHeads([new HeadId(0, 1)], listed);
            var resample = Ablation.OfMlps([1], Positions.PreLabel, Replacement.Resample);
            using var source = ResampledActivations.Of(model, resample, set2, options: sweep);
            using var clean = ActivationCache.Record(model, set2, sweep, CacheRequest.Of(HookSite.AttnOut));
            using var ablated = AblationScope.Apply(model, zero | resample, [source]);
            using var patched = ActivationPatching.Patch(model, clean, HookPoint.AttnOut(2), listed);
            return LogitLens.Read(model, set, LabelTokens, sweep: sweep);
        }
    }

    /// <summary>Rows that ride see what is done to their prompts, and add their own.</summary>
    [Theory]
    [MemberData(nameof(Wirings))]
    public void Run_ReplayUnderAblationAndPatch_IsTheFullRunUnderAllThree(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var clean = TinyBatch.Prompts(Set.Length, demonstrations: 5, Labels, seed: 41);
        using var cache = ActivationCache.Record(model, clean, null, CacheRequest.Of(HookSite.ResidPre, HookSite.Z));
        using var patch = ActivationPatching.Patch(model, cache, HookPoint.ResidPre(1), Positions.At(Set.Select(prompt => new[] { 2, prompt.PreLabel[^1] })));
        using var heads = ActivationPatching.Patch(model, cache, HookPoint.Z(2), Positions.LastPreLabel, [1, 2]);
        using var outer = AblationScope.Apply(model, Ablation.OfMlps([0], Positions.PreLabel) | Ablation.OfHeads([new HeadId(2, 0)], Positions.LastPreLabel));
        var ablations = Ablations();
        var replay = new ReplayReader(ablations, LabelTokens);
        Sweep.Run(model, Set, [replay], new SweepOptions { BatchTokens = 45 });
        for (var i = 0; i < ablations.Length; i++)
        {
            using var inner = AblationScope.Apply(model, ablations[i]);
            LastIs(replay.Scores[i], LogitLens.Read(model, Set, LabelTokens), 1e-6, $"{ablations[i]}");
        }
    }

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
        FluentActions.Invoking(() => lens.Scores).Should().NotThrow("it was asked, though nothing was written");
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
                model, Set, [new LensReader(LabelTokens), new ReplayReader(Ablations(), LabelTokens), new LabelAttentionReader(), cache, .. also is null ? [] : new IReader[] { new Calling(also) }],
                new SweepOptions { BatchTokens = 40, Order = order, Cancellation = cancelled.Token });
        }
    }

    private static CacheRequest[] Kept =>
    [
        new CacheRequest { Sites = [HookSite.ResidPost, HookSite.K], Layers = [0, 2] },
        new CacheRequest { Sites = [HookSite.Pattern, HookSite.Z], Heads = [1, 3], Positions = Positions.PreLabel },
    ];

    private static Ablation[] Ablations()
    {
        var random = new RandomStream(3);
        var at = Positions.LastPreLabel;
        return
        [
            Ablation.None,
            .. Enumerable.Range(0, 100).Select(_ => Ablation.OfHeads(Enumerable.Range(0, 5).Select(_ => new HeadId(random.Below(TinyWiring.Layers), random.Below(TinyWiring.Heads))), at)),
            Ablation.OfAttentions([1, 2], at), Ablation.OfMlps([1, 2], at), Ablation.OfLayers([1, 2], at), Ablation.OfLayers([2], at),
        ];
    }

    private static float[] Flat(LabelScores scores) =>
        [.. Enumerable.Range(0, scores.Prompts).SelectMany(prompt => scores.States.SelectMany(state =>
            scores.Demonstrations.SelectMany(demonstration => scores.Logits(prompt, state, demonstration).ToArray())))];

    /// <summary>Alone, of the last block only the lens's tokens are computed: there the arithmetic is another.</summary>
    private static void LensIs(LabelScores actual, LabelScores expected, int exactBefore)
    {
        for (var prompt = 0; prompt < expected.Prompts; prompt++)
            foreach (var state in expected.States)
                foreach (var demonstration in expected.Demonstrations)
                    for (var label = 0; label < Labels; label++)
                        ((double)actual.Logits(prompt, state, demonstration)[label]).Should().BeApproximately(expected.Logits(prompt, state, demonstration)[label], state < exactBefore ? 0 : 1e-4, $"state {state}");
    }

    private static void LastIs(LabelScores actual, LabelScores full, double tolerance, string because)
    {
        actual.Demonstrations.Should().Equal([3]);
        for (var prompt = 0; prompt < full.Prompts; prompt++)
            foreach (var state in full.States)
                for (var label = 0; label < Labels; label++)
                    ((double)actual.Logits(prompt, state, 3)[label]).Should().BeApproximately(full.Logits(prompt, state, 3)[label], tolerance, because);
    }

    private static void AttentionIsThePattern(LabelAttention attention, HookedTransformer model)
    {
        for (var prompt = 0; prompt < Set.Length; prompt++)
        {
            using var cache = ActivationCache.Record(model, Batch.Of([Set[prompt]]), CacheRequest.Of(HookSite.Pattern));
            for (var layer = 0; layer < model.Info.Layers; layer++)
                for (var head = 0; head < model.Info.Heads; head++)
                {
                    var row = cache[HookPoint.Pattern(layer)][0, head, Set[prompt].PreLabel[^1]].to(float64).data<double>().ToArray();
                    for (var earlier = 0; earlier < 4; earlier++)
                    {
                        var (label, before) = earlier == 3 ? (0.0, 0.0) : (row[Set[prompt].LabelSpans[earlier].Start], row[Set[prompt].PreLabel[earlier]]);
                        ((double)attention.ToLabels(prompt, new HeadId(layer, head), 3)[earlier]).Should().BeApproximately(label, 1e-6);
                        ((double)attention.ToPreLabels(prompt, new HeadId(layer, head), 3)[earlier]).Should().BeApproximately(before, 1e-6);
                    }
                }
        }
    }

    private static void CacheIs(ActivationCache kept, HookedTransformer model)
    {
        for (var prompt = 0; prompt < Set.Length; prompt++)
        {
            using var alone = ActivationCache.Record(model, Batch.Of([Set[prompt]]), Kept);
            foreach (var point in alone.Points)
            {
                var tokens = Set[prompt].Tokens.Length;
                var row = kept[point][prompt];
                row = point.Site == HookSite.Pattern ? row.narrow(2, 0, tokens) : point.Site == HookSite.Z ? row : row.narrow(0, 0, tokens);
                Numbers.Difference(row, alone[point][0]).Should().BeLessThan(1e-5, $"{point} of prompt {prompt}");
            }
        }
    }

    private sealed class Calling(Action<Tapped> read) : IReader
    {
        public IEnumerable<Want> Wants(HookedTransformer model, IReadOnlyList<Core.Tokens.IMarkedTokens> set) => [new Want(HookPoint.MlpOut(1), Positions.Last, read)];
    }
}
