using Interp.Core.Ablations;
using Interp.Core.Attribution;
using Interp.Core.Batches;
using Interp.Core.Heads;
using Interp.Core.Hooks;
using Interp.Core.Lens;
using Interp.Core.Prompts;
using Interp.Core.Replays;
using Interp.Core.Sweeps;
using Interp.Core.Tests.Tiny;
using Interp.Core.Transformer;
using static Interp.Core.Tests.Sweeps.SweepData;

namespace Interp.Core.Tests.Sweeps;

/// <summary>A whole study of heads in one sweep: lens, scores of heads, attribution, ablations, controls and knockouts.</summary>
public sealed class JointSweepTests
{
    /// <summary>Other readers make the last block compute other tokens, or all of them: float noise, there alone.</summary>
    private const double Noise = 2e-5;

    private static readonly Prompt[] False = [.. Set.Select(prompt => prompt with { Protocol = Protocol.Corrected })];

    public static TheoryData<string> Wirings => TinyWiring.Names;

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Run_AStudyOfHeads_IsOneForwardAPromptAndWhatEachReaderGetsAlone(string wiring)
    {
        using var model = TinyModel.Of(wiring);
        var at = Positions.LastPreLabel;
        Ablation[] ablations =
        [
            Ablation.None,
            .. HeadAblations.OfEach(RandomHeads.Uniform(model.Info, 5, 100, seed: 4)),
            .. HeadAblations.Growing([new HeadId(2, 1), new HeadId(0, 3), new HeadId(1, 1), new HeadId(1, 2), new HeadId(2, 0)]),
            Ablation.OfAttentions([1, 2], at), Ablation.OfMlps([1, 2], at), Ablation.OfLayers([1, 2], at),
            Ablation.KnockOutHeads([new HeadId(1, 1), new HeadId(2, 2)]), Ablation.KnockOutAttentions([0, 1, 2]), Ablation.KnockOutAttentions([1], Positions.EarlierDemonstrations()),
        ];
        var pairs = TokenPair.ShownAgainstTrue(False, LabelTokens);
        var together = Readers();
        var passed = new int[model.Info.Layers];
        var counters = Enumerable.Range(0, model.Info.Layers).Select(layer => model.Tap(HookPoint.ResidPre(layer), Positions.All, x => passed[layer] += (int)x.shape[0])).ToArray();
        Run([together.Lens, together.Attention, together.Heads, together.Attribution, together.Replay]);
        passed.Should().OnlyContain(rows => rows == False.Length, "each prompt goes through each block once");
        foreach (var counter in counters)
            counter.Dispose();

        var alone = Readers();
        foreach (var reader in new IReader[] { alone.Lens, alone.Attention, alone.Heads, alone.Attribution, alone.Replay })
            Run([reader]);
        Same(Flat(together.Lens.Scores), Flat(alone.Lens.Scores), "the lens");
        foreach (var property in Enum.GetValues<HeadProperty>())
            Same(Flat(together.Heads.Scores[property]), Flat(alone.Heads.Scores[property]), $"{property}");
        Same(Flat(TokenAttention.Score(together.Attention.Attention, TokenRole.First, 1)), Flat(TokenAttention.Score(alone.Attention.Attention, TokenRole.First, 1)), "attention from every label");
        Same(
            Enumerable.Range(0, False.Length).SelectMany(prompt => together.Attribution.Attribution.At(prompt).ToArray()),
            Enumerable.Range(0, False.Length).SelectMany(prompt => alone.Attribution.Attribution.At(prompt).ToArray()), "the attribution");
        for (var i = 0; i < ablations.Length; i++)
            Same(Flat(together.Replay.Scores[i]), Flat(alone.Replay.Scores[i]), $"{ablations[i]}");

        (LensReader Lens, LabelAttentionReader Attention, FalseInductionReader Heads, LogitAttributionReader Attribution, ReplayReader Replay) Readers() =>
            (new LensReader(LabelTokens), new LabelAttentionReader(allDemonstrations: true), new FalseInductionReader(LabelTokens), new LogitAttributionReader(pairs), new ReplayReader(ablations, LabelTokens));
        void Run(IReader[] readers) => Sweep.Run(model, False, readers, new SweepOptions { BatchTokens = 50 });
    }

    private static void Same(IEnumerable<double> actual, IEnumerable<double> expected, string because)
    {
        double[] these = [.. actual], those = [.. expected];
        these.Should().HaveSameCount(those).And.NotBeEmpty();
        these.Zip(those).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) <= Noise, because);
    }

    private static IEnumerable<double> Flat(HeadScores scores) => scores.Heads.SelectMany(head => scores.At(head).ToArray());

    private static IEnumerable<double> Flat(LabelScores scores) =>
        Enumerable.Range(0, scores.Prompts).SelectMany(prompt => scores.States.SelectMany(state => scores.Demonstrations.SelectMany(demonstration => scores.Logits(prompt, state, demonstration).ToArray().Select(logit => (double)logit))));
}
