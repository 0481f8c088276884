using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Lens;
using Interp.Core.Sweeps;
using Interp.Core.Tests.Tiny;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Lens;

public sealed class TokenLensTests
{
    public static TheoryData<string> Wirings => TinyWiring.Names;

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Tokens_AnyText_AreThoseOfTheFullVocabulary(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var batch = TinyBatch.Padded();
        var positions = Positions.At([[0, 4], [8], [2, 3, 5]]);
        var reading = LogitLens.Tokens(model, batch.Sequences, positions, new TokenLensOptions { Top = 4 }, new SweepOptions { BatchTokens = 10 });
        reading.States.Should().Equal(0, 1, 2, 3);
        for (var state = 0; state <= TinyWiring.Layers; state++)
        {
            var logits = empty(0);
            using (model.Tap(state == 0 ? HookPoint.ResidPre(0) : HookPoint.ResidPost(state - 1), Positions.All, x => logits = model.Unembedding.Logits(model.FinalNorm.Apply(x)).log_softmax(-1).MoveToOtherDisposeScope(scope)))
                model.Run(batch);
            for (var prompt = 0; prompt < 3; prompt++)
            {
                foreach (var token in reading.TokensOf(prompt))
                {
                    var row = logits[prompt, token].data<double>().ToArray();
                    var order = Enumerable.Range(0, row.Length).OrderByDescending(word => row[word]).ToArray();
                    var prediction = reading.At(prompt, state, token);
                    prediction.Top.Select(top => top.Token).Should().Equal(order.Take(4));
                    foreach (var top in prediction.Top)
                        top.Probability.Should().BeApproximately(Math.Exp(row[top.Token]), 1e-11);
                    int? next = token + 1 < batch.Rows[prompt].Length ? batch.Rows[prompt][token + 1] : null;
                    prediction.Target.Should().Be(next);
                    prediction.Rank.Should().Be(next is { } word2 ? Array.IndexOf(order, word2) : -1);
                    if (next is { } target)
                        prediction.LogProbability.Should().BeApproximately(row[target], 1e-11);
                    else
                        prediction.LogProbability.Should().Be(double.NaN);
                }
            }
        }
    }

    [Fact]
    public void Tokens_StatesAndTargets_AreThoseAskedFor()
    {
        using var model = TinyModel.Of("gptj");
        var reading = LogitLens.Tokens(model, TinyBatch.Padded().Sequences, Positions.Last, new TokenLensOptions { States = [3, 1], Target = (prompt, token) => prompt + token });
        reading.States.Should().Equal(3, 1);
        reading.At(2, 1, 6).Target.Should().Be(8);
        FluentActions.Invoking(() => reading.At(2, 2, 6)).Should().Throw<ArgumentException>().WithMessage("*State 2 was not read; read were 3, 1*");
        FluentActions.Invoking(() => reading.At(2, 1, 5)).Should().Throw<ArgumentException>().WithMessage("*Token 5*read were 6*");
        FluentActions.Invoking(() => LogitLens.Tokens(model, TinyBatch.Padded().Sequences, Positions.Last, new TokenLensOptions { States = [4] })).Should().Throw<ArgumentException>().WithMessage("*states 0..3*");
        FluentActions.Invoking(() => LogitLens.Tokens(model, TinyBatch.Padded().Sequences, Positions.Last, new TokenLensOptions { Target = (_, _) => 37 })).Should().Throw<ArgumentException>().WithMessage("*Target 37*37 rows*");
    }

    /// <summary>Rounded logits and normalizers that are not rounded alike made probabilities above 1.</summary>
    [Theory]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float32)]
    public void FullVocabulary_AnyDtype_GivesNoProbabilityAboveOne(ScalarType dtype)
    {
        using var model = TinyModel.Of("gptj", dtype);
        var prompts = TinyBatch.Prompts(40, 4, 3);
        foreach (var factor in new[] { 1.0, 30.0 })
        {
            using var sharper = model.Hook(HookPoint.ResidPost(2), (x, _) => HookResult.Replace(x * factor));
            var scores = LogitLens.Read(model, prompts, [1, 2, 3], new LensOptions { FullVocabulary = true });
            for (var prompt = 0; prompt < scores.Prompts; prompt++)
                foreach (var state in scores.States)
                    for (var place = 0; place < 4; place++)
                        Enumerable.Range(0, 3).Sum(label => Math.Exp(scores.LogProbability(prompt, state, place, label))).Should().BeLessThanOrEqualTo(1 + 1e-6);
        }
    }
}
