using Interp.Core.Statistics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace Interp.Core.Tests.Statistics;

public sealed class BootstrappedTests
{
    private static readonly double[] Values = [.. Enumerable.Range(0, 40).Select(i => Math.Sin(i) + 0.1 * i)];

    [Fact]
    public void Mean_IsTheMeanAndInEveryDrawThatOfTheDrawnPrompts()
    {
        var resamples = new Resamples(40, 3, 150);
        var mean = Bootstrapped.Mean(Values, resamples);
        mean.Estimate.Should().Be(Core.Metrics.Mean.Of(Values));
        for (var draw = 0; draw < 150; draw++)
        {
            var drawn = Enumerable.Range(0, 40).SelectMany(prompt => Enumerable.Repeat(Values[prompt], resamples.Counts(draw)[prompt]));
            mean.Draws[draw].Should().BeApproximately(drawn.Average(), 1e-12);
        }

        (mean.Prompts, mean.Seed).Should().Be((40, 3UL));
    }

    [Fact]
    public void Difference_OfAPairThatAlwaysDiffersAlike_DoesNotVary()
    {
        var resamples = new Resamples(40, 3);
        var difference = Bootstrapped.Mean([.. Values.Select(value => value + 0.25)], resamples) - Bootstrapped.Mean(Values, resamples);
        difference.Draws.Should().OnlyContain(draw => Math.Abs(draw - 0.25) < 1e-12);
        var apart = Bootstrapped.Mean([.. Values.Select(value => value + 0.25)], new Resamples(40, 4)) - Bootstrapped.Mean(Values, resamples);
        apart.Draws.Count(draw => Math.Abs(draw - 0.25) > 0.01).Should().BeGreaterThan(900, "draws of their own are not paired");
        apart.Seed.Should().BeNull("there are two");
    }

    [Fact]
    public void Arithmetic_IsThatOfEstimatesAndDraws()
    {
        var resamples = new Resamples(40, 3, 100);
        var (a, b) = (Bootstrapped.Mean(Values, resamples), Bootstrapped.Mean([.. Values.Select(value => value * value)], resamples));
        Check(a + b, (x, y) => x + y);
        Check(a - b, (x, y) => x - y);
        Check(2 * a, (x, _) => 2 * x);
        Check(b.Map(Math.Exp), (_, y) => Math.Exp(y));
        Check(Bootstrapped.Average([a, b]), (x, y) => (x + y) / 2);
        Check(Bootstrapped.Combine([a, b], values => values[0] / values[1]), (x, y) => x / y);

        void Check(Bootstrapped result, Func<double, double, double> of)
        {
            result.Estimate.Should().Be(of(a.Estimate, b.Estimate));
            result.Draws.Should().Equal(a.Draws.Zip(b.Draws, of));
            (result.Prompts, result.Seed).Should().Be((40, 3UL));
        }
    }

    [Fact]
    public void Combine_WhatDoesNotGoTogether_IsRefused()
    {
        var a = Bootstrapped.Mean(Values, new Resamples(40, 3, 100));
        FluentActions.Invoking(() => a - Bootstrapped.Mean(Values, new Resamples(40, 3, 101))).Should().Throw<ArgumentException>().WithMessage("*100*101*");
        FluentActions.Invoking(() => Bootstrapped.Average([])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => a.Map(_ => double.NaN)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => Bootstrapped.Mean([1, 2], new Resamples(3, 1))).Should().Throw<ArgumentException>().WithMessage("*3 prompts*2*");
        FluentActions.Invoking(() => Bootstrapped.Mean([1, double.NaN], new Resamples(2, 1))).Should().Throw<ArgumentException>().WithMessage("*index 1*");
    }

    [Fact]
    public void ToInterval_OfAMean_IsStudentsInterval()
    {
        // Draws vary as s / sqrt(n) times sqrt((n-1)/n), give or take 1 / sqrt(2 draws).
        var interval = Bootstrapped.Mean(Values, new Resamples(40, 11, 20_000)).ToInterval();
        var half = StudentT.InvCDF(0, 1, 39, 0.975) * Values.StandardDeviation() / Math.Sqrt(40);
        (interval.High - interval.Estimate).Should().BeApproximately(half, half * 0.02);
        (interval.Estimate - interval.Low).Should().BeApproximately(interval.High - interval.Estimate, 1e-12);
        (interval.N, interval.Method, interval.Seed).Should().Be((40, IntervalMethod.Bootstrap, 11UL));
        Bootstrapped.Mean(Values, new Resamples(40, 11, 20_000)).ToInterval().Should().Be(interval);
    }

    [Fact]
    public void ToPercentileInterval_OfAMean_IsNearStudentsInterval()
    {
        var mean = Bootstrapped.Mean(Values, new Resamples(40, 11, 20_000));
        var (interval, student) = (mean.ToPercentileInterval(), mean.ToInterval());
        interval.Low.Should().BeApproximately(student.Low, 0.05 * (student.High - student.Low));
        interval.High.Should().BeApproximately(student.High, 0.05 * (student.High - student.Low));
        interval.Method.Should().Be(IntervalMethod.Percentiles);
        var exact = mean.Map(Math.Exp).ToPercentileInterval();
        exact.Low.Should().BeApproximately(Math.Exp(interval.Low), 1e-4, "percentiles follow a transformation");
    }

    [Fact]
    public void ToInterval_WhereAllPromptsAgree_IsWilsonsForSharesAndNamedForOthers()
    {
        var resamples = new Resamples(50, 1);
        double[] ones = [.. Enumerable.Repeat(1.0, 50)];
        var share = Bootstrapped.Mean(ones, resamples).ToInterval();
        share.Should().Be(WilsonInterval.Of(50, 50));
        share.Low.Should().BeInRange(0.92, 0.94);
        var same = Bootstrapped.Mean([.. Enumerable.Repeat(0.1, 50)], resamples).ToInterval();
        (same.Low, same.High, same.Method).Should().Be((same.Estimate, same.Estimate, IntervalMethod.NoVariation));
    }
}
