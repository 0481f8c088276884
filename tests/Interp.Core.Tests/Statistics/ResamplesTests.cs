using Interp.Core.Statistics;

namespace Interp.Core.Tests.Statistics;

public sealed class ResamplesTests
{
    [Fact]
    public void Counts_OfEveryDraw_AddUpToThePrompts()
    {
        var resamples = new Resamples(37, seed: 5, draws: 200);
        for (var draw = 0; draw < resamples.Draws; draw++)
            resamples.Counts(draw).ToArray().Sum(count => count).Should().Be(37);
    }

    [Fact]
    public void Counts_AreOfSeedAndDraw_HoweverManyDraws()
    {
        var (few, many) = (new Resamples(20, 7, 100), new Resamples(20, 7, 300));
        for (var draw = 0; draw < few.Draws; draw++)
            few.Counts(draw).ToArray().Should().Equal(many.Counts(draw).ToArray());
        new Resamples(20, 8, 100).Counts(0).ToArray().Should().NotEqual(few.Counts(0).ToArray());
        few.Counts(1).ToArray().Should().NotEqual(few.Counts(0).ToArray());
    }

    [Fact]
    public void Counts_OverManyDraws_AreBinomial()
    {
        // A prompt is taken Binomial(n, 1/n) times: mean 1, variance 1 - 1/n.
        var resamples = new Resamples(50, 3, 4000);
        var counts = Enumerable.Range(0, resamples.Draws).Select(draw => (double)resamples.Counts(draw)[17]).ToArray();
        counts.Average().Should().BeApproximately(1, 0.06);
        counts.Select(count => (count - 1) * (count - 1)).Average().Should().BeApproximately(0.98, 0.1);
        counts.Count(count => count == 0).Should().BeInRange((int)(4000 * (0.364 - 0.03)), (int)(4000 * (0.364 + 0.03)), "(1 - 1/50)^50 = 0.364");
    }

    [Fact]
    public void Resamples_OfTooFew_AreRefused()
    {
        FluentActions.Invoking(() => new Resamples(1, 1)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new Resamples(70_000, 1)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new Resamples(10, 1, draws: 99)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new Resamples(10, 1, 100).Counts(100).Length).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*0..99*");
    }
}
