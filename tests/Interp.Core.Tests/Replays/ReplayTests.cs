using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Lens;
using Interp.Core.Replays;
using Interp.Core.Tests.Tiny;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Replays;

public sealed class ReplayTests
{
    /// <summary>Replays in float64 differ from full runs by rounding only; a mistake would not shrink so.</summary>
    private const double Noise = 1e-11;

    public static TheoryData<string> Wirings => TinyWiring.Names;

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Logits_LastTokens_AreThoseOfFullRuns(string wiring) => Compare(wiring, Positions.Last, ScalarType.Float64, Noise);

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Logits_LastTokensInFloat32_AreThoseOfFullRuns(string wiring) => Compare(wiring, Positions.Last, ScalarType.Float32, 1e-4);

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Logits_WindowOfNeighbours_AreThoseOfFullRuns(string wiring) =>
        Compare(wiring, Positions.At([[2, 3, 4], [4, 5, 6], [0, 1, 2]]), ScalarType.Float64, Noise);

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Logits_FirstToken_AreThoseOfFullRuns(string wiring) => Compare(wiring, Positions.At([[0], [0], [3]]), ScalarType.Float64, Noise);

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Logits_WholePrompts_AreThoseOfFullRuns(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var batch = Batch.Of(TinyBatch.Tokens(6, 1), TinyBatch.Tokens(6, 2));
        using var replay = Replay.Record(model, batch, Positions.All);
        Check(model, batch, replay, Positions.All, Ablations(Positions.At([[1, 2], [0, 5]])), [], null, Noise);
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Logits_PublishedForms_AreThoseOfFullRuns(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var batch = TinyBatch.Padded();
        using var replay = Replay.Record(model, batch, Positions.Last);
        var sharesKeys = model.Info.KvHeads != model.Info.Heads;
        var ablations = Ablations(Positions.Last).Where(ablation => !sharesKeys || ablation.Parts.All(part => part.Heads.IsEmpty)).ToArray();
        Check(model, batch, replay, Positions.Last, ablations, [], Protocol.Published, Noise);
        if (sharesKeys)
            FluentActions.Invoking(() => replay.Logits(Ablations(Positions.Last), protocol: Protocol.Published)).Should().Throw<ArgumentException>().WithMessage("*Protocol.Corrected*");
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Logits_MeanAndResample_AreThoseOfFullRuns(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var batch = TinyBatch.Padded();
        var window = Positions.At([[3, 4], [7, 8], [5, 6]]);
        Ablation Of(Replacement with) => Ablation.OfHeads([new(0, 1), new(1, 3)], window, with) | Ablation.OfLayers([2], window, with);
        using var mean = MeanActivations.Of(model, Of(Replacement.Mean), TinyBatch.Padded(40).Sequences, Positions.All);
        using var resample = ResampledActivations.Of(model, Of(Replacement.Resample), TinyBatch.Padded(50).Sequences);
        using var replay = Replay.Record(model, batch, window);
        Check(model, batch, replay, window,
            [Of(Replacement.Mean), Of(Replacement.Resample), Of(Replacement.Mean) | Of(Replacement.Zero), Of(Replacement.Zero) | Of(Replacement.Mean), Of(Replacement.Resample) | Of(Replacement.Mean), Ablation.None],
            [mean, resample], null, Noise);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Logits_AnyNumberOfRowsAtOnce_AreTheSame(int rows)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("llama-gqa", ScalarType.Float64);
        using var replay = Replay.Record(model, TinyBatch.Padded(), Positions.Last, new ReplayOptions { RowsAtOnce = 50 });
        using var other = Replay.Record(model, TinyBatch.Padded(), Positions.Last, new ReplayOptions { RowsAtOnce = rows });
        var ablations = Ablations(Positions.Last);
        Numbers.Difference(other.Logits(ablations), replay.Logits(ablations)).Should().BeLessThan(Noise);
        FluentActions.Invoking(() => new ReplayOptions { RowsAtOnce = 0 }).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Record_FromALayer_AnswersWhatTouchesItAndLaterOnes()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("llama-gqa", ScalarType.Float64);
        var reports = new List<int>();
        using var whole = Replay.Record(model, TinyBatch.Padded(), Positions.Last);
        using var late = Replay.Record(model, TinyBatch.Padded(), Positions.Last, new ReplayOptions { FromLayer = 2, RowsAtOnce = 2, Progress = new Immediate(reports.Add) });
        Ablation[] ablations = [Ablation.OfHeads([new(2, 1)], Positions.Last), Ablation.None, Ablation.OfMlps([2], Positions.Last)];
        Numbers.Difference(late.Logits(ablations), whole.Logits(ablations)).Should().BeLessThan(Noise);
        reports.Should().Equal(2, 4, 6, 8, 9);
        FluentActions.Invoking(() => late.Logits([Ablation.OfMlps([1], Positions.Last)])).Should().Throw<InvalidOperationException>().WithMessage("*touches block 1*from 2 on*");
        FluentActions.Invoking(() => Replay.Record(model, TinyBatch.Padded(), Positions.Last, new ReplayOptions { FromLayer = 3 })).Should().Throw<ArgumentException>().WithMessage("*0..2*");
        using var cancelled = new CancellationTokenSource();
        using var stopping = Replay.Record(model, TinyBatch.Padded(), Positions.Last, new ReplayOptions { RowsAtOnce = 1, Cancellation = cancelled.Token, Progress = new Immediate(_ => cancelled.Cancel()) });
        FluentActions.Invoking(() => stopping.Logits(ablations)).Should().Throw<OperationCanceledException>();
    }

    private sealed class Immediate(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }

    [Fact]
    public void Logits_SameAblationTwice_GivesTheSameRows()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("gptj", ScalarType.Float64);
        using var replay = Replay.Record(model, TinyBatch.Padded(), Positions.Last);
        var ablation = Ablation.OfHeads([new(1, 1)], Positions.Last);
        var logits = replay.Logits([ablation, Ablation.None, ablation, ablation | ablation]);
        Numbers.Difference(logits[2], logits[0]).Should().BeLessThan(Noise);
        Numbers.Difference(logits[3], logits[0]).Should().BeLessThan(Noise, "an ablation twice is that ablation");
        Numbers.Difference(logits[1], logits[0]).Should().BeGreaterThan(1e-3);
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Lens_EveryAblation_IsTheLogitLensUnderIt(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var prompts = TinyBatch.Prompts(4, demonstrations: 3, labels: 3);
        var batch = Batch.Of(prompts);
        var ablations = Ablations(Positions.LastPreLabel);
        using var replay = Replay.Record(model, batch, Positions.LastPreLabel);
        var lenses = replay.Lens(ablations, [1, 2, 3]);
        for (var a = 0; a < ablations.Length; a++)
        {
            using var ablated = AblationScope.Apply(model, ablations[a]);
            var expected = LogitLens.Read(model, prompts, [1, 2, 3]);
            (lenses[a].Prompts, lenses[a].States.Length, lenses[a].Demonstrations.Length, lenses[a].Labels).Should().Be((4, TinyWiring.Layers + 1, 1, 3));
            for (var prompt = 0; prompt < 4; prompt++)
                for (var layer = 0; layer <= TinyWiring.Layers; layer++)
                    for (var label = 0; label < 3; label++)
                        ((double)lenses[a].Logits(prompt, layer, 2)[label]).Should().BeApproximately(expected.Logits(prompt, layer, 2)[label], 1e-6, $"{ablations[a]}, prompt {prompt}, state {layer}");
        }
    }

    [Fact]
    public void Lens_ZeroedFromABlockOn_StaysWhatItWasThere()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("neox", ScalarType.Float64);
        using var replay = Replay.Record(model, Batch.Of(TinyBatch.Prompts(3, 2, 2)), Positions.LastPreLabel);
        var lenses = replay.Lens([Ablation.None, Ablation.OfLayers([1, 2], Positions.LastPreLabel)], [1, 2]);
        for (var prompt = 0; prompt < 3; prompt++)
        {
            lenses[1].Logits(prompt, 1, 1).ToArray().Should().Equal(lenses[0].Logits(prompt, 1, 1).ToArray());
            lenses[1].Logits(prompt, 3, 1).ToArray().Should().Equal(lenses[1].Logits(prompt, 1, 1).ToArray(), "nothing is added any more");
        }
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Replay_DisposedAfterUse_LeavesNoTensor(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring);
        var batch = Batch.Of(TinyBatch.Prompts(3, 2, 2));
        model.Logits(batch).Dispose();
        var before = Numbers.Live;
        var replay = Replay.Record(model, batch, Positions.LastPreLabel);
        var recorded = Numbers.Live;
        replay.Logits(Ablations(Positions.LastPreLabel)).Dispose();
        replay.Lens(Ablations(Positions.LastPreLabel), [1, 2]);
        Numbers.Live.Should().Be(recorded, "a replay keeps the recording only");
        FluentActions.Invoking(() => replay.Logits([Ablation.OfMlps([0], Positions.All)])).Should().Throw<InvalidOperationException>();
        Numbers.Live.Should().Be(recorded);
        replay.Dispose();
        replay.Dispose();
        Numbers.Live.Should().Be(before);
    }

    [Fact]
    public void Logits_TokenThatWasNotRecorded_ThrowsAndSaysWhatToDo()
    {
        using var model = TinyModel.Of("gpt2");
        using var replay = Replay.Record(model, TinyBatch.Padded(), Positions.At([[4], [7], [6]]));
        FluentActions.Invoking(() => replay.Logits([Ablation.OfMlps([1], Positions.Last)])).Should().Throw<InvalidOperationException>().WithMessage("*token 8 of prompt 1*is token 7*AblationScope*");
        FluentActions.Invoking(() => replay.Lens([Ablation.OfMlps([1], Positions.All)], [1, 2])).Should().Throw<InvalidOperationException>().WithMessage("*token 0 of prompt 0*");
    }

    private static void Compare(string wiring, Positions window, ScalarType dtype, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, dtype);
        var batch = TinyBatch.Padded();
        using var replay = Replay.Record(model, batch, window);
        Check(model, batch, replay, window, Ablations(window), [], null, tolerance);
    }

    private static void Check(
        HookedTransformer model, Batch batch, Replay replay, Positions window, Ablation[] ablations, ReplacementSource[] sources, Protocol? protocol, double tolerance)
    {
        var replayed = replay.Logits(ablations, sources, protocol); // [ablation, prompt, token, d_vocab]
        replayed.shape[..2].Should().Equal(ablations.Length, batch.Size);
        for (var a = 0; a < ablations.Length; a++)
        {
            using var ablated = AblationScope.Apply(model, ablations[a], sources, protocol);
            var full = model.Logits(batch);
            foreach (var (tokens, prompt) in window.Resolve(batch).Select((tokens, prompt) => (tokens, prompt)))
            {
                for (var i = 0; i < tokens.Length; i++)
                    Numbers.Difference(replayed[a, prompt, i], full[prompt, tokens[i]]).Should().BeLessThan(tolerance, $"{ablations[a]}, prompt {prompt}, token {tokens[i]}");
            }
        }
    }

    /// <summary>Entering at every block, of every kind, alone and together, and none.</summary>
    private static Ablation[] Ablations(Positions at) =>
    [
        Ablation.OfHeads([new HeadId(2, 0)], at),
        Ablation.OfHeads([new HeadId(0, 3), new HeadId(1, 1), new HeadId(1, 2)], at),
        Ablation.None,
        Ablation.OfAttentions([1], at),
        Ablation.OfMlps([0, 2], at),
        Ablation.OfLayers([1, 2], at),
        Ablation.OfHeads([new HeadId(1, 0)], at) | Ablation.OfMlps([0], at) | Ablation.OfAttentions([2], at),
        Ablation.None,
    ];
}
