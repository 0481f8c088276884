using Interp.Core.Batches;
using Interp.Core.LinearLenses;
using Interp.Core.Sweeps;
using Interp.Core.Tests.Tiny;
using Interp.Core.Tokens;
using static TorchSharp.torch;

namespace Interp.Core.Tests.LinearLenses;

public sealed class LensDivergenceTests
{
    private static readonly IMarkedTokens[] Texts = [.. Enumerable.Range(0, 4).Select(text => new MarkedTokens(TinyBatch.Tokens(6 + text, (ulong)text)))];

    [Theory]
    [InlineData("neox", LinearLensKind.Tuned)]
    [InlineData("gemma", LinearLensKind.Jacobian)]
    public void Of_ATextsTokens_IsTheMeanDivergence(string wiring, LinearLensKind kind)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        using var lens = Lenses.Random(kind, ScalarType.Float64);
        var found = LensDivergence.Of(model, Texts, new LinearLensReadout(model, lens), sweep: new SweepOptions { BatchTokens = 14 });
        var last = LensDivergence.Of(model, Texts, new LinearLensReadout(model, lens), Positions.Last);
        found.Should().HaveCount(TinyWiring.Layers);
        foreach (var (place, text) in Texts.Index())
        {
            var batch = Batch.Of([text]);
            var final = model.Logits(batch)[0]; // [pos, d_vocab]
            for (var state = 0; state < TinyWiring.Layers; state++)
            {
                var lensed = model.Unembedding.Logits(model.FinalNorm.Apply(lens.Translate(TestStreams.At(model, batch, state)[0], state)));
                double Divergence(Tensor final, Tensor lensed) =>
                    nn.functional.kl_div(lensed.log_softmax(-1), final.softmax(-1), log_target: false, reduction: nn.Reduction.Sum).item<double>() / final.shape[0];
                found[state][place].Should().BeApproximately(Divergence(final, lensed), 1e-10);
                last[state][place].Should().BeApproximately(Divergence(final[^1..], lensed[^1..]), 1e-10);
            }
        }
    }

    [Fact]
    public void All_OfAStreamedModel_AreThoseOfTheResidentOne()
    {
        using var resident = TinyModel.Of("neox");
        using var streamed = TinyModel.Streamed("neox");
        using var lens = Lenses.Random(LinearLensKind.Tuned);
        var expected = LensDivergence.Of(resident, Texts, new LinearLensReadout(resident, lens));
        foreach (var (one, other) in LensDivergence.Of(streamed, Texts, new LinearLensReadout(streamed, lens)).Zip(expected))
            one.Should().Equal(other);
        using var jacobian = JacobianLens.Compute(resident, Texts, new JacobianLensOptions { SkipFirst = 1 });
        using var again = JacobianLens.Compute(streamed, Texts, new JacobianLensOptions { SkipFirst = 1 });
        foreach (var state in jacobian.States)
            again[state].Weight.ShouldBeBitForBit(jacobian[state].Weight, "streaming");
    }

    [Fact]
    public void Of_LensThatLacksAState_IsRefused()
    {
        using var model = TinyModel.Of("neox");
        using var lens = Lenses.Random(LinearLensKind.Jacobian, firstState: 1);
        FluentActions.Invoking(() => LensDivergence.Of(model, Texts, new LinearLensReadout(model, lens))).Should().Throw<ArgumentException>().WithMessage("*none for state 0*");
    }
}
