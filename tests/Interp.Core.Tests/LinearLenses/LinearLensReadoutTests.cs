using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Lens;
using Interp.Core.LinearLenses;
using Interp.Core.Prompts;
using Interp.Core.Sweeps;
using Interp.Core.Tests.Tiny;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tests.LinearLenses;

public sealed class LinearLensReadoutTests
{
    public static TheoryData<string, LinearLensKind, ScalarType> All
    {
        get
        {
            var rows = new TheoryData<string, LinearLensKind, ScalarType>();
            foreach (var wiring in TinyWiring.All)
            {
                foreach (var kind in Enum.GetValues<LinearLensKind>())
                    rows.Add(wiring.Name, kind, ScalarType.Float32);
            }

            foreach (var kind in Enum.GetValues<LinearLensKind>())
            {
                rows.Add("neox", kind, ScalarType.Float64);
                rows.Add("gpt2", kind, ScalarType.BFloat16);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Read_IdentityMaps_IsTheLogitLensBitForBit(string wiring, LinearLensKind kind, ScalarType dtype)
    {
        using var model = TinyModel.Of(wiring, dtype);
        using var lens = Lenses.Identity(kind);
        var set = TinyBatch.Set(9, 3, 3);
        var options = new LensOptions { FullVocabulary = true };
        var expected = LogitLens.Read(model, set, options, new SweepOptions { BatchTokens = 40 });
        var found = LogitLens.Read(model, set, options with { Readout = new LinearLensReadout(model, lens) }, new SweepOptions { BatchTokens = 40 });
        foreach (var prompts in Enum.GetValues<PromptKind>())
        {
            found.Scores[prompts].AllLogits.Should().Equal(expected.Scores[prompts].AllLogits);
            found.Scores[prompts].AllVocabulary!.LogNormalizer.Should().Equal(expected.Scores[prompts].AllVocabulary!.LogNormalizer);
            found.Scores[prompts].AllVocabulary!.LargestOther.Should().Equal(expected.Scores[prompts].AllVocabulary!.LargestOther);
        }

        var texts = TinyBatch.Padded().Sequences;
        var tokens = LogitLens.Tokens(model, texts, Positions.All, new TokenLensOptions { Readout = new LinearLensReadout(model, lens) });
        var plain = LogitLens.Tokens(model, texts, Positions.All);
        tokens.At(1, 1, 4).Should().BeEquivalentTo(plain.At(1, 1, 4), same => same.ComparingByMembers<TokenPrediction>());
    }

    [Theory]
    [InlineData("gpt2", LinearLensKind.Tuned)]
    [InlineData("gptj", LinearLensKind.Tuned)]
    [InlineData("neox", LinearLensKind.Jacobian)]
    [InlineData("gemma", LinearLensKind.Jacobian)]
    public void Read_AnyMaps_IsNormAndUnembeddingOfTheTranslatedStream(string wiring, LinearLensKind kind)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        using var lens = Lenses.Random(kind, ScalarType.Float64);
        var prompts = TinyBatch.Prompts(4, 3, 3);
        var scores = LogitLens.Read(model, prompts, [3, 1, 2], new LensOptions { FullVocabulary = true, Readout = new LinearLensReadout(model, lens) });
        for (var state = 0; state <= TinyWiring.Layers; state++)
        {
            var stream = TestStreams.At(model, Batch.Of([prompts[2]]), state, Positions.PreLabel);
            if (state < TinyWiring.Layers)
            {
                var mapped = matmul(stream, lens[state].Weight.t());
                stream = kind == LinearLensKind.Tuned ? stream + (mapped + lens[state].Bias!) : mapped;
            }

            var logits = model.Unembedding.Logits(model.FinalNorm.Apply(stream))[0]; // [demonstration, d_vocab]
            for (var demonstration = 0; demonstration < 3; demonstration++)
            {
                scores.Logits(2, state, demonstration)[1].Should().BeApproximately((float)logits[demonstration, 1].item<double>(), 1e-5f);
                scores.LogProbability(2, state, demonstration, 0).Should().BeApproximately(logits[demonstration].log_softmax(-1)[3].item<double>(), 1e-5);
            }
        }
    }

    [Fact]
    public void Read_UnderThePublishedProtocol_DropsTheBiasAndNormalizesTheLastStateTwice()
    {
        using var model = TinyModel.Of("gptj");
        using var lens = Lenses.Identity(LinearLensKind.Tuned);
        var prompts = TinyBatch.Prompts(4, 3, 3);
        var published = new LensOptions { Protocol = Protocol.Published };
        var expected = LogitLens.Read(model, prompts, [1, 2, 3], published);
        var found = LogitLens.Read(model, prompts, [1, 2, 3], published with { Readout = new LinearLensReadout(model, lens) });
        found.AllLogits.Should().Equal(expected.AllLogits, "the lens follows the reading's protocol");
        LogitLens.Read(model, prompts, [1, 2, 3]).AllLogits.Should().NotEqual(expected.AllLogits);

        FluentActions.Invoking(() => LogitLens.Read(model, prompts, [1, 2, 3], new LensOptions { Protocol = Protocol.Corrected, Readout = new LinearLensReadout(model, lens, Protocol.Published) }))
            .Should().Throw<ArgumentException>().WithMessage("*protocol*");
    }

    [Fact]
    public void Read_WithAnAblationInForce_SeesIt()
    {
        using var model = TinyModel.Of("neox");
        using var lens = Lenses.Identity(LinearLensKind.Jacobian);
        var prompts = TinyBatch.Prompts(6, 3, 3);
        using var ablated = AblationScope.Apply(model, Ablation.OfHeads([new HeadId(1, 2)], Positions.PreLabel));
        var options = new SweepOptions { BatchTokens = 30 };
        LogitLens.Read(model, prompts, [1, 2, 3], new LensOptions { Readout = new LinearLensReadout(model, lens) }, options).AllLogits
            .Should().Equal(LogitLens.Read(model, prompts, [1, 2, 3], sweep: options).AllLogits);
    }

    [Fact]
    public void Read_StateWithoutAMap_IsRefusedBeforeAnythingRuns()
    {
        using var model = TinyModel.Of("neox");
        using var lens = Lenses.Random(LinearLensKind.Jacobian, firstState: 1);
        var prompts = TinyBatch.Prompts(4, 3, 3);
        var options = new LensOptions { Readout = new LinearLensReadout(model, lens) };
        using (model.Hook(HookPoint.ResidPre(0), (_, _) => throw new TimeoutException("It ran.")))
        {
            FluentActions.Invoking(() => LogitLens.Read(model, prompts, [1, 2, 3], options)).Should().Throw<ArgumentException>().WithMessage("*states 1..2, none for state 0*States*");
            FluentActions.Invoking(() => LogitLens.Tokens(model, prompts, Positions.Last, new TokenLensOptions { Readout = options.Readout })).Should().Throw<ArgumentException>().WithMessage("*state 0*");
        }

        LogitLens.Read(model, prompts, [1, 2, 3], options with { States = [1, 2, 3] }).States.Should().Equal(1, 2, 3);
    }

    [Fact]
    public void Readout_LensOfAnotherModel_IsRefused()
    {
        using var model = TinyModel.Of("neox");
        using var wide = Lenses.Identity(LinearLensKind.Tuned, width: 21);
        using var deep = Lenses.Identity(LinearLensKind.Tuned, states: 5);
        FluentActions.Invoking(() => new LinearLensReadout(model, wide)).Should().Throw<ArgumentException>().WithMessage("*width 21*20*");
        FluentActions.Invoking(() => new LinearLensReadout(model, deep)).Should().Throw<ArgumentException>().WithMessage("*0..4*0..3*");
    }

    [Fact]
    public void Lens_MapsThatMakeNone_AreRefused()
    {
        using var scope = NewDisposeScope();
        LinearLens Of(params (int State, StateMap Map)[] maps) => new(LinearLensKind.Tuned, maps.ToDictionary(map => map.State, map => map.Map));
        var square = zeros(4, 4);
        var broken = zeros(4, 4);
        broken[2, 3] = float.NaN;
        FluentActions.Invoking(() => Of()).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => Of((-1, new(square)))).Should().Throw<ArgumentException>().WithMessage("*state -1*");
        FluentActions.Invoking(() => Of((0, new(square)), (1, new(zeros(4, 5))))).Should().Throw<ArgumentException>().WithMessage("*maps*1*Weight*");
        FluentActions.Invoking(() => Of((0, new(square, zeros(5))))).Should().Throw<ArgumentException>().WithMessage("*Bias*");
        FluentActions.Invoking(() => Of((0, new(square)), (1, new(zeros(4, 4, dtype: float64))))).Should().Throw<ArgumentException>().WithMessage("*Float64*");
        FluentActions.Invoking(() => Of((0, new(square)), (2, new(broken)))).Should().Throw<ArgumentException>().WithMessage("*state 2*not finite*");
    }

    [Fact]
    public void Read_Disposed_LeavesNoTensor()
    {
        using var model = TinyModel.Of("neox");
        var prompts = TinyBatch.Prompts(4, 3, 3);
        LogitLens.Read(model, prompts, [1, 2, 3]);
        var before = Numbers.Live;
        using (var lens = Lenses.Identity(LinearLensKind.Tuned))
            LogitLens.Read(model, prompts, [1, 2, 3], new LensOptions { Readout = new LinearLensReadout(model, lens) });
        Numbers.Live.Should().Be(before);
    }
}
