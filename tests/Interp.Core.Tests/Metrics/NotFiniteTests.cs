using Interp.Core.Lens;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Core.Results;

namespace Interp.Core.Tests.Metrics;

/// <summary>NaN compares with nothing, so that it would pass for a low score, a tie or a threshold.</summary>
public sealed class NotFiniteTests
{
    public static TheoryData<double> Bad => [double.NaN, double.PositiveInfinity, double.NegativeInfinity];

    [Theory]
    [MemberData(nameof(Bad))]
    public void Statistics_OfWhatIsNoNumber_AreRefused(double bad)
    {
        FluentActions.Invoking(() => Mean.Of([1, bad])).Should().Throw<ArgumentException>().WithMessage("*index 1*");
        FluentActions.Invoking(() => NormalInterval.Of([bad, 1])).Should().Throw<ArgumentException>().WithMessage("*index 0*");
        double[] sorted = [1, bad, 2];
        Array.Sort(sorted);
        FluentActions.Invoking(() => Quantile.Of(sorted, 1, 2)).Should().Throw<ArgumentException>();
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void ScoresAndRows_OfWhatIsNoNumber_AreRefused(double bad)
    {
        var scores = new LabelScores(new LabelScoresShape(2, [0, 3], [4], 2), new float[8]);
        FluentActions.Invoking(() => PromptScores.Of(scores, (state, _, values) => values.Span[1] = state == 3 ? bad : 0))
            .Should().Throw<ArgumentException>().WithMessage("*prompt 1, state 3, demonstration 4*");
        FluentActions.Invoking(() => new Measurement
        {
            Source = new("tiny", Protocol.Corrected, Setting.Permuted, "tiny", 0), Prompts = PromptKind.Correct, State = 0, Demonstration = 0,
            CalibratedAccuracy = bad, Upper95 = 1, PermutedScore = 0,
        }).Should().Throw<ArgumentException>();
    }
}
