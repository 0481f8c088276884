using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Lens;
using Interp.Core.Prompts;
using Interp.Core.Replays;
using Interp.Core.Sweeps;
using Interp.Core.Tests.Tiny;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Replays;

/// <summary>Keys hidden from replayed rows are the same as keys hidden in full runs.</summary>
public sealed class KnockoutReplayTests
{
    private static readonly int[] LabelTokens = [1, 2, 3];

    private static readonly Prompt[] Set = TinyBatch.Prompts(9, demonstrations: 4, labels: 3);

    public static TheoryData<string> Wirings => TinyWiring.Names;

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Sweep_InSeveralBatches_IsTheFullRunUnderEach(string wiring) => Check(wiring, 45, ScalarType.Float64, 1e-6);

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Sweep_InOnePaddedBatchOfFloat32_IsTheFullRunUnderEach(string wiring) => Check(wiring, 10_000, ScalarType.Float32, 1e-4);

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Sweep_BesideAnAblationInForce_IsTheFullRunUnderBoth(string wiring) =>
        Check(wiring, 45, ScalarType.Float64, 1e-6, Ablation.KnockOutHeads([new HeadId(0, 1), new HeadId(2, 2)], Positions.EarlierPreLabel, Positions.PreLabel) | Ablation.OfMlps([0], Positions.PreLabel));

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Logits_WindowsOfNeighbours_AreThoseOfFullRuns(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var batch = TinyBatch.Padded();
        var window = Positions.At([[2, 3, 4], [4, 5, 6], [1, 2, 3]]);
        using var replay = Replay.Record(model, batch, window);
        Ablation[] ablations =
        [
            Ablation.KnockOutAttentions([1], Positions.At([[0, 3], [2, 4, 5, 8], [0, 1]]), Positions.At([[3, 4], [4, 6], [2]])),
            Ablation.None,
            Ablation.KnockOutHeads([new HeadId(0, 3), new HeadId(2, 0)], Positions.At([[1], [0, 1, 2, 3], []]), window) | Ablation.OfHeads([new HeadId(0, 1), new HeadId(2, 0)], window),
        ];
        var replayed = replay.Logits(ablations); // [ablation, prompt, token, d_vocab]
        for (var a = 0; a < ablations.Length; a++)
        {
            using var ablated = AblationScope.Apply(model, ablations[a]);
            var full = model.Logits(batch);
            foreach (var (tokens, prompt) in window.Resolve(batch).Select((tokens, prompt) => (tokens, prompt)))
                for (var i = 0; i < tokens.Length; i++)
                    Numbers.Difference(replayed[a, prompt, i], full[prompt, tokens[i]]).Should().BeLessThan(1e-11, $"{ablations[a]}, prompt {prompt}, token {tokens[i]}");
        }
    }

    /// <summary>The same rows in the same products, with and without keys hidden from some of them.</summary>
    [Theory]
    [MemberData(nameof(Wirings))]
    public void Sweep_RowsWithoutKnockouts_DoNotMoveABit(string wiring)
    {
        using var model = TinyModel.Of(wiring);
        var zero = Ablation.OfHeads([new HeadId(1, 0), new HeadId(2, 3)], Positions.LastPreLabel);
        var with = Read(model, [zero, Ablation.KnockOutAttentions([1]), Ablation.None, Ablation.KnockOutHeads([new HeadId(0, 2)])], 60);
        var without = Read(model, [zero, Ablation.OfMlps([1], Positions.LastPreLabel), Ablation.None, Ablation.OfHeads([new HeadId(0, 2)], Positions.LastPreLabel)], 60);
        foreach (var ablation in new[] { 0, 2 })
            for (var prompt = 0; prompt < Set.Length; prompt++)
                foreach (var state in with[0].States)
                    with[ablation].Logits(prompt, state, 3).ToArray().Should().Equal(without[ablation].Logits(prompt, state, 3).ToArray());
    }

    [Fact]
    public void Run_QueryWithoutKeys_IsRefusedBeforeAnythingRuns()
    {
        using var model = TinyModel.Of("neox");
        FluentActions.Invoking(() => Read(model, [Ablation.KnockOutHeads([new HeadId(1, 2)], Positions.All)], 50)).Should().Throw<InvalidOperationException>().WithMessage("*Head 2 would see nothing*");
        using var replay = Replay.Record(model, Batch.Of(Set), Positions.LastPreLabel);
        FluentActions.Invoking(() => replay.Logits([Ablation.KnockOutHeads([new HeadId(1, 2)], Positions.All)])).Should().Throw<InvalidOperationException>().WithMessage("*Head 2 would see nothing*");
        FluentActions.Invoking(() => replay.Logits([Ablation.KnockOutHeads([new HeadId(1, 2)], queries: Positions.PreLabel)])).Should().Throw<InvalidOperationException>().WithMessage("*touches token*");
        var own = Positions.At(Set.Select(prompt => Enumerable.Range(3, prompt.PreLabel[^1] - 2)));
        using var outer = AblationScope.Apply(model, Ablation.KnockOutAttentions([1], Positions.EarlierDemonstrations()));
        FluentActions.Invoking(() => Read(model, [Ablation.KnockOutHeads([new HeadId(1, 2)], own)], 50)).Should().Throw<InvalidOperationException>().WithMessage("*Head 2 would see nothing*");
    }

    private static void Check(string wiring, int tokens, ScalarType dtype, double tolerance, Ablation? inForce = null)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, dtype);
        using var outer = AblationScope.Apply(model, inForce ?? Ablation.None);
        var at = Positions.LastPreLabel;
        Ablation[] ablations =
        [
            Ablation.KnockOutHeads([new HeadId(1, 2)]),
            Ablation.KnockOutAttentions([0, 2]),
            Ablation.None,
            Ablation.KnockOutHeads([new HeadId(0, 1), new HeadId(0, 3), new HeadId(2, 2)], Positions.EarlierPreLabel),
            Ablation.KnockOutAttentions([1], Positions.EarlierDemonstrations()),
            Ablation.OfHeads([new HeadId(1, 1), new HeadId(2, 0)], at),
            Ablation.KnockOutHeads([new HeadId(1, 2), new HeadId(2, 1)]) | Ablation.OfHeads([new HeadId(1, 0), new HeadId(2, 1)], at) | Ablation.OfMlps([2], at),
            Ablation.KnockOutHeads([new HeadId(2, 0)], Positions.At(Set.Select((prompt, i) => i % 2 == 0 ? [0, prompt.PreLabel[^1]] : Array.Empty<int>()))) | Ablation.KnockOutAttentions([2]),
        ];
        var replayed = Read(model, ablations, tokens);
        for (var a = 0; a < ablations.Length; a++)
        {
            using var ablated = AblationScope.Apply(model, ablations[a]);
            var full = LogitLens.Read(model, Set, LabelTokens);
            for (var prompt = 0; prompt < Set.Length; prompt++)
                foreach (var state in full.States)
                    for (var label = 0; label < LabelTokens.Length; label++)
                        ((double)replayed[a].Logits(prompt, state, 3)[label]).Should().BeApproximately(full.Logits(prompt, state, 3)[label], tolerance, $"{ablations[a]}, prompt {prompt}, state {state}");
        }
    }

    private static IReadOnlyList<LabelScores> Read(HookedTransformer model, Ablation[] ablations, int tokens)
    {
        var reader = new ReplayReader(ablations, LabelTokens);
        Sweep.Run(model, Set, [reader], new SweepOptions { BatchTokens = tokens });
        return reader.Scores;
    }
}
