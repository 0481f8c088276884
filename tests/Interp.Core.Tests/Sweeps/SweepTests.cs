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
using static Interp.Core.Tests.Sweeps.SweepData;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Sweeps;

public sealed class SweepTests
{
    public static TheoryData<string> Wirings => TinyWiring.Names;

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Run_ManyReaders_OneForwardAPromptAndWhatEachGetsAlone(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring);
        var passed = new int[model.Info.Layers];
        var counters = Enumerable.Range(0, model.Info.Layers).Select(layer => model.Tap(HookPoint.ResidPre(layer), Positions.All, x => passed[layer] += (int)x.shape[0])).ToArray();
        var ablations = ManyAblations();
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
            var (lens, replay, cache) = (new LensReader(LabelTokens), new ReplayReader(ManyAblations(), LabelTokens), new CacheReader(Kept));
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
            var (lens, replay) = (new LensReader(LabelTokens), new ReplayReader(ManyAblations(), LabelTokens));
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
        var ablations = ManyAblations();
        var replay = new ReplayReader(ablations, LabelTokens);
        Sweep.Run(model, Set, [replay], new SweepOptions { BatchTokens = 45 });
        for (var i = 0; i < ablations.Length; i++)
        {
            using var inner = AblationScope.Apply(model, ablations[i]);
            LastIs(replay.Scores[i], LogitLens.Read(model, Set, LabelTokens), 1e-6, $"{ablations[i]}");
        }
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
}
