using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Hooks;
using Interp.Core.Probes;
using Interp.Core.Prompts;
using Interp.Core.Randomness;
using Interp.Core.Sweeps;
using Interp.Core.Tests.Tiny;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Probes;

public sealed class StateProbesTests
{
    private const int Planted = 2;

    public static TheoryData<string> Wirings => TinyWiring.Names;

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Fit_AClassPlantedAtAState_IsFoundFromThereOnAndShuffledLabelsStayAtChance(string wiring)
    {
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var (train, test) = (Set(120, 0, 1), Set(120, 1, 2));
        using var hook = Plant(model, prompt => prompt.Classes[^1]);
        var probes = StateProbes.Fit(ProbeData.Read(model, train, PromptKind.Correct), ProbeData.Read(model, test, PromptKind.Correct), ProbeTarget.Truth, new ProbeOptions { Shuffles = 5 });
        probes.Select(probe => probe.State).Should().Equal(0, 1, 2, 3);
        foreach (var probe in probes)
        {
            if (probe.State >= Planted)
                probe.Right.Should().OnlyContain(right => right > 0.9, $"state {probe.State}");
            else
                probe.Accuracy().Covers(0.5).Should().BeTrue($"state {probe.State} knows nothing of new words: {probe.Accuracy()}");
            probe.ShuffledAccuracy().Estimate.Should().BeApproximately(0.5, 0.12, $"state {probe.State}");
        }
    }

    [Fact]
    public void Fit_WordsPlantedAtAState_AreWhatTheControlTaskLearnsByHeart()
    {
        using var model = TinyModel.Of("gptj", ScalarType.Float64);
        var (train, test) = (Set(160, 0, 1), Set(60, 1, 2));
        using var hook = Plant(model, prompt => 2 + prompt.Tokens[prompt.PreLabel[^1] - 1]);
        var probes = StateProbes.Fit(
            ProbeData.Read(model, train, PromptKind.Correct, states: [0, 2]), ProbeData.Read(model, test, PromptKind.Correct, states: [0, 2]), ProbeTarget.Truth, new ProbeOptions { Shuffles = 2, Penalty = 0.1 });
        probes[1].ControlTask.Average().Should().BeGreaterThan(0.9, "each word has a direction of its own");
        probes[1].Selectivity()!.High.Should().BeLessThan(0, "and says nothing of the classes of new words");
        probes[0].ControlTaskAccuracy()!.Covers(0.5).Should().BeTrue("the embedding of the token before the label is the same for all words");
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Read_AnyState_IsWhatWasCachedWithTheLabelsOfThePrompts(string wiring)
    {
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var set = Set(9, 0, 3);
        var few = new SweepOptions { BatchTokens = 20 };
        var data = ProbeData.Read(model, set, PromptKind.False, demonstrations: [1, 2], sweep: few);
        var prompts = set.Prompts(PromptKind.False);
        using var cache = ActivationCache.Record(model, prompts, few, CacheRequest.Of(HookSite.ResidPost) with { Positions = Positions.PreLabel });
        data.Rows.Should().Be(18);
        for (var row = 0; row < 18; row++)
        {
            var (prompt, demonstration) = (prompts[row / 2], 1 + row % 2);
            data.Truth[row].Should().Be(prompt.Classes[demonstration]);
            data.Shown[row].Should().Be(prompt.Shown[demonstration]);
            data.Words[row].Should().Be($"w{prompt.Tokens[prompt.PreLabel[demonstration] - 1]}:");
            for (var state = 1; state <= TinyWiring.Layers; state++)
                data.Features(state)[row, 7].Should().BeApproximately(cache[HookPoint.ResidPost(state - 1)][row / 2, demonstration, 7].item<double>(), 1e-12);
        }
    }

    [Fact]
    public void Probes_WhatDoesNotFit_SaysWhatWould()
    {
        using var model = TinyModel.Of("gpt2");
        var (train, test) = (ProbeData.Read(model, Set(20, 0, 1), PromptKind.False), ProbeData.Read(model, Set(20, 1, 2), PromptKind.False, states: [1]));
        var one = Set(10, 0, 4);
        one = one with { Pairs = [.. one.Pairs.Select(pair => pair with { Correct = pair.Correct with { Classes = [0, 0, 0] } })] };
        FluentActions.Invoking(() => StateProbes.Fit(train, train, ProbeTarget.Truth)).Should().Throw<ArgumentException>().WithMessage("*demonstrations are in both*ExampleSet.Split*");
        FluentActions.Invoking(() => StateProbes.Fit(train, test, ProbeTarget.Truth)).Should().Throw<ArgumentException>().WithMessage("*states 0, 1, 2, 3*states 1*");
        FluentActions.Invoking(() => StateProbes.Fit(ProbeData.Read(model, one, PromptKind.Correct, states: [1]), test, ProbeTarget.Truth)).Should().Throw<ArgumentException>().WithMessage("*All 10 rows are of class 0*");
        FluentActions.Invoking(() => ProbeData.Read(model, one, PromptKind.Correct, states: [4])).Should().Throw<ArgumentException>().WithMessage("*states 0..3*");
        FluentActions.Invoking(() => ProbeData.Read(model, one, PromptKind.Correct, demonstrations: [3])).Should().Throw<ArgumentException>().WithMessage("*0..2*");
        FluentActions.Invoking(() => ProbeData.Read(model, TinyBatch.Set(3, 2, 2), PromptKind.Correct)).Should().Throw<ArgumentException>().WithMessage("*cannot be told apart*");
        FluentActions.Invoking(() => test.Features(2)).Should().Throw<ArgumentException>().WithMessage("*read were 1*");
    }

    [Fact]
    public void Read_Done_LeavesNoTensor()
    {
        using var model = TinyModel.Of("gpt2");
        ProbeData.Read(model, Set(5, 0, 1), PromptKind.False);
        var before = Numbers.Live;
        StateProbes.Fit(ProbeData.Read(model, Set(12, 0, 1), PromptKind.False), ProbeData.Read(model, Set(12, 1, 1), PromptKind.False), ProbeTarget.Shown, new ProbeOptions { Shuffles = 1 });
        Numbers.Live.Should().Be(before);
    }

    [Fact]
    public void Split_Examples_SharesNoTextAndKeepsEveryRow()
    {
        var set = new ExampleSet
        {
            Dataset = "d",
            Source = "s",
            Rows = [.. Enumerable.Range(0, 40).Select(i => new Example([$"text {i % 30}"], i % 3))],
        };
        var (first, second) = set.Split(0.6, seed: 5);
        first.Rows.Select(row => row.Fields[0]).Intersect(second.Rows.Select(row => row.Fields[0])).Should().BeEmpty();
        (first.Count + second.Count).Should().Be(40);
        for (var c = 0; c < 3; c++)
            first.OfClass(c).Select(row => row.Fields[0]).Distinct().Should().HaveCount(6);
        set.Split(0.6, seed: 5).First.Rows.Should().Equal(first.Rows);
        set.Split(0.6, seed: 6).First.Rows.Should().NotEqual(first.Rows);
        FluentActions.Invoking(() => set.Split(1, 1)).Should().Throw<ArgumentException>().WithMessage("*between 0 and 1*");
        FluentActions.Invoking(() => (set with { Rows = [new(["a"], 0), new(["b"], 1), new(["c"], 1)] }).Split(0.5, 1)).Should().Throw<ArgumentException>().WithMessage("*single text of class 0*");
    }

    /// <summary>Adds a direction for a number of each prompt at the token before its last label.</summary>
    private static HookScope Plant(HookedTransformer model, Func<Prompt, int> direction) => model.Hook(HookPoint.ResidPost(Planted - 1), (x, batch) =>
    {
        var changed = x.clone();
        foreach (var (row, prompt) in batch.Prompts().Index())
        {
            var added = tensor(Enumerable.Range(0, TinyWiring.DModel).Select(i => 12 * Math.Sin(1 + 7.3 * (direction(prompt) + 1) * (i + 1))).ToArray());
            changed[row, prompt.PreLabel[^1]] = changed[row, prompt.PreLabel[^1]] + added;
        }

        return HookResult.Replace(changed);
    });

    /// <summary>Prompts of three one-word demonstrations of two classes, which are dealt to words by chance; sides have no word in common.</summary>
    private static PromptSet Set(int count, int side, ulong seed) => new()
    {
        Dataset = "words",
        Format = 0,
        Setting = Setting.Random,
        Seed = seed,
        Labels = ["label0", "label1"],
        LabelTokens = [1, 2],
        Pairs = [.. Enumerable.Range(0, count).Select(i => Pair(side, new RandomStream(seed, (ulong)i)))],
    };

    private static PromptPair Pair(int side, RandomStream random)
    {
        int[] words = [.. Enumerable.Range(0, 3).Select(_ => 3 + side * 17 + random.Below(17))];
        ImmutableArray<int> classes = [.. words.Select(word => new RandomStream(77, (ulong)word).Below(2))];
        return new PromptPair(Prompt(classes), Prompt([.. classes.Select(_ => random.Below(2))]));

        Prompt Prompt(ImmutableArray<int> shown) => new()
        {
            Text = string.Join("\n\n", words.Zip(shown, (word, label) => $"w{word}: label{label}.")),
            Tokens = [.. words.Zip(shown).SelectMany(one => new[] { one.First, 0, 1 + one.Second })],
            PreLabel = [1, 4, 7],
            LabelSpans = [new(2, 3), new(5, 6), new(8, 9)],
            Classes = classes,
            Shown = shown,
        };
    }
}
