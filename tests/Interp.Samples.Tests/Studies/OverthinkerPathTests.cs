using Interp.Core.Batches;
using Interp.Core.Heads;
using Interp.Core.Paths;
using Interp.Core.Prompts;
using Interp.Core.Statistics;
using Interp.Datasets.Benchmarks;
using Interp.Models;

namespace Interp.Samples.Tests.Studies;

/// <summary>What the page on path patching says of the built-in model.</summary>
public sealed class OverthinkerPathTests
{
    private const int Prompts = 100;

    [Fact]
    [Trait("Category", "Long")]
    public void TopPathsIntoFalseInductionHeads_BesideRandomOnes_CloseTheGap()
    {
        using var model = Pretrained.Load("overthinker");
        var prompts = Unnatural.Load().Prompts(model.Tokenizer, Setting.Permuted, demonstrations: 12, count: Prompts, seed: 1);
        var resamples = new Resamples(Prompts, seed: 1);
        var heads = FalseInductionScorer.Score(model, prompts).Top(3);
        var ranked = PathPatching.Run(model, prompts, PathSet.Feeding(model, heads)).Ranked(resamples);
        var values = PathSet.Of(ranked.Where(effect => effect.Paths.At == Positions.All).Take(3).SelectMany(effect => effect.Paths.Edges));

        ranked[0].Difference.Low.Should().BeGreaterThan(0);
        foreach (var (paths, leastReduction) in new[] { (ranked[0].Paths, 0.0), (values, 0.5) })
        {
            var own = PathPatching.Run(model, prompts, [paths]).All(resamples)[0];
            var random = PathPatching.Run(model, prompts, RandomPaths.Like(model, paths, 100, seed: 7)).All(resamples);
            random.Count(effect => effect.Difference.Estimate >= own.Difference.Low).Should().BeLessThan(3, $"{paths}");
            own.GapReduction!.Estimate.Should().BeGreaterThanOrEqualTo(leastReduction, $"{paths}");
            random.Select(effect => effect.GapReduction!.Estimate).Order().ElementAt(97).Should().BeLessThan(own.GapReduction.Estimate, $"{paths}");
        }
    }
}
