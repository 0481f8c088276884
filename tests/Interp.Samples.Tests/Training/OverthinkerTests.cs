using Interp.Models;
using Interp.Samples.TrainOverthinker.Card;

namespace Interp.Samples.Tests.Training;

/// <summary>The built-in model shows what its card says, on fewer prompts and with a margin.</summary>
public sealed class OverthinkerTests
{
    private const int Pairs = 200;

    private static readonly Lazy<Effects> Measured = new(() =>
    {
        using var model = Pretrained.Load("overthinker");
        return new EffectsReader(model, Pairs, seed: 20).Read();
    });

    private static double[] Curve(string name) => [.. Measured.Value.Curves.Single(curve => curve.Name == name).States.Select(state => state.Estimate)];

    [Fact]
    [Trait("Category", "Long")]
    public void Lens_PermutedPrompts_RiseAndFall()
    {
        var (correct, permuted, random, half) = (Curve("correct"), Curve("permuted"), Curve("random"), Curve("half permuted"));
        correct[^1].Should().BeGreaterThan(0.9);
        permuted[0].Should().BeLessThan(0.5);
        permuted[1..^1].Max().Should().BeGreaterThan(0.85);
        permuted[^1].Should().BeLessThan(0.15);
        random[^1].Should().BeInRange(permuted[^1], correct[^1] - 0.3);
        half[^1].Should().BeInRange(permuted[^1] + 0.05, correct[^1] - 0.3);
        Measured.Value.Copied.Estimate.Should().BeGreaterThan(0.9);
        Measured.Value.Letters.Estimate.Should().BeGreaterThan(0.9);
    }

    [Fact]
    [Trait("Category", "Long")]
    public void Gap_OpensWithDemonstrationsAndAfterTheCriticalState()
    {
        var gaps = Measured.Value.GapByDemonstration.Select(gap => gap.Estimate).ToArray();
        gaps[0].Should().Be(0, "nothing wrong was shown yet");
        gaps[1].Should().BeInRange(0.3, gaps[^1] - 0.1);
        gaps[^1].Should().BeGreaterThan(0.8);
        var critical = (int)Math.Round(Measured.Value.CriticalState!.Estimate);
        var byState = Curve("correct").Zip(Curve("permuted"), (correct, permuted) => correct - permuted).ToArray();
        byState[..critical].Should().OnlyContain(gap => Math.Abs(gap) < 0.1);
        byState[critical..].Should().OnlyContain(gap => gap > 0.4);
    }

    [Fact]
    [Trait("Category", "Long")]
    public void Ablations_LateAttentionAndFewHeads_CloseTheGap()
    {
        var effects = Measured.Value.Ablations.ToDictionary(effect => effect.Name);
        Effect("attention").Reduction!.Estimate.Should().BeGreaterThan(0.8);
        Effect("MLPs").Reduction!.Estimate.Should().BeLessThan(0.2);
        var five = effects["5 heads"];
        five.Reduction!.Estimate.Should().BeGreaterThan(0.4);
        five.RandomReduction.Should().BeLessThan(five.Reduction.Estimate / 4);
        five.CorrectLoss.Estimate.Should().BeLessThan(0.05);
        var (_, chosen, random, _) = Measured.Value.Promotion[4];
        chosen.Should().BeGreaterThan(3 * random);

        AblationEffect Effect(string name) => effects.Single(effect => effect.Key.StartsWith(name, StringComparison.Ordinal)).Value;
    }
}
