using Interp.Core.Lens;
using Interp.Core.Metrics;
using Interp.Core.Paths;
using Interp.Core.Prompts;
using Interp.Core.Statistics;
using Interp.Core.Tests.Tiny;

namespace Interp.Core.Tests.Paths;

public sealed class PathEffectsTests
{
    [Fact]
    public void Effect_EachPrompt_IsWhatTheLogitDifferenceLoses()
    {
        using var model = TinyModel.Of("neox");
        var prompts = PathPrompts.Set(model.Info, 2, [.. Enumerable.Repeat(9, 30)]);
        PathSet[] sets = [PathSet.Parse("mlp 0 -> logits at all"), PathSet.Parse("attention 2 -> logits at all")];
        var effects = PathPatching.Run(model, prompts, sets);
        var lens = LogitLens.Read(model, prompts);
        for (var i = 0; i < prompts.Pairs.Length; i++)
        {
            var pair = prompts.Pairs[i].False;
            var whole = lens.Scores.False.Logits(i, 3, 1);
            var patched = effects.Patched(1).Logits(i, 3, 1);
            effects.Whole.False.Logits(i, 3, 1).ToArray().Zip(whole.ToArray(), (left, right) => Math.Abs(left - right)).Max().Should().BeLessThan(1e-5f);
            effects.Whole.Correct.Logits(i, 3, 1).ToArray().Zip(lens.Scores.Correct.Logits(i, 3, 1).ToArray(), (left, right) => Math.Abs(left - right)).Max().Should().BeLessThan(1e-5f);
            effects.Effect(1)[i].Should().BeApproximately(whole[pair.Shown[1]] - whole[pair.Classes[1]] - patched[pair.Shown[1]] + patched[pair.Classes[1]], 1e-4);
        }

        var resamples = new Resamples(30, seed: 4);
        var all = effects.All(resamples);
        all.Select(effect => effect.Paths).Should().Equal(sets);
        all[1].Difference.Estimate.Should().BeApproximately(effects.Effect(1).Average(), 1e-12);
        all[1].Difference.Low.Should().BeLessThan(all[1].Difference.Estimate).And.BeLessThan(all[1].Difference.High);
        var accuracy = CalibratedAccuracy.Of(effects.Patched(1), prompts.Prompts(PromptKind.False)).MeanAt(3, 1) - CalibratedAccuracy.Of(effects.Whole.False, prompts.Prompts(PromptKind.False)).MeanAt(3, 1);
        all[1].Accuracy.Estimate.Should().BeApproximately(accuracy, 1e-12);
        effects.Ranked(resamples).Select(effect => effect.Difference.Estimate).Should().BeInDescendingOrder();
        FluentActions.Invoking(() => effects.Patched(2)).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*0..1*");
    }
}
