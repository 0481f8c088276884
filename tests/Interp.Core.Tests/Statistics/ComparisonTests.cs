using Interp.Core.Randomness;
using Interp.Core.Statistics;

namespace Interp.Core.Tests.Statistics;

/// <summary>Gap reductions, averages over datasets and many heads at once.</summary>
public sealed class ComparisonTests
{
    private static readonly Resamples Draws = new(100, 6);

    [Fact]
    public void GapReduction_IsThePapersFormula()
    {
        var (correct, wrong, ablated) = (Share(0.9), Share(0.3), Share(0.6));
        var reduction = GapReductionEstimate.Of(correct, wrong, ablated);
        reduction.Gap.Estimate.Should().BeApproximately(0.6, 1e-12);
        reduction.Change.Estimate.Should().BeApproximately(0.3, 1e-12);
        reduction.Reduction!.Estimate.Should().BeApproximately(1 - (0.9 - 0.6) / (0.9 - 0.3), 1e-12);
        reduction.Reduction.Covers(0.5).Should().BeTrue();
        reduction.Reduction.Method.Should().Be(IntervalMethod.Percentiles);
        var byHand = Bootstrapped.Combine([correct, wrong, ablated], values => 1 - (values[0] - values[2]) / (values[0] - values[1])).ToPercentileInterval();
        reduction.Reduction.Low.Should().BeApproximately(byHand.Low, 1e-12);
        reduction.Reduction.High.Should().BeApproximately(byHand.High, 1e-12);
    }

    [Fact]
    public void GapReduction_OfNoGap_IsUndetermined()
    {
        var reduction = GapReductionEstimate.Of(Share(0.52), Share(0.5), Share(0.6));
        reduction.Reduction.Should().BeNull();
        reduction.Gap.Covers(0).Should().BeTrue();
        reduction.Change.Estimate.Should().BeApproximately(0.1, 1e-12);
        GapReductionEstimate.Of(Share(0.2), Share(0.8), Share(0.6)).Reduction.Should().BeNull("the gap is negative");
    }

    [Fact]
    public void DatasetAverage_VariesAsDatasetsDo()
    {
        Bootstrapped[] datasets = [.. Enumerable.Range(0, 12).Select(i => Share(0.3 + i / 25.0))];
        var average = DatasetAverage.Of(datasets, new Resamples(12, 3));
        average.Estimate.Should().BeApproximately(datasets.Average(each => each.Estimate), 1e-12);
        average.Prompts.Should().Be(12);
        average.ToInterval().N.Should().Be(12);
        var alike = DatasetAverage.Of([.. Enumerable.Repeat(Share(1), 12)], new Resamples(12, 3)).ToInterval();
        alike.Method.Should().Be(IntervalMethod.NoVariation, "twelve datasets at 1 are no twelve prompts that agree");
        FluentActions.Invoking(() => DatasetAverage.Of(datasets, new Resamples(11, 3))).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Simultaneous_OneHead_IsNearStudentsInterval()
    {
        var random = new RandomStream(1);
        double[] values = [.. Enumerable.Range(0, 100).Select(_ => random.NextDouble())];
        var resamples = new Resamples(100, 6, 20_000);
        var (many, one) = (SimultaneousIntervals.Of([values], resamples)[0], Bootstrapped.Mean(values, resamples).ToInterval());
        (many.High - many.Low).Should().BeApproximately(one.High - one.Low, 0.04 * (one.High - one.Low));
        (many.Estimate, many.N, many.Method).Should().Be((one.Estimate, 100, IntervalMethod.Simultaneous));
    }

    [Fact]
    public void Simultaneous_CopiesOfAHead_CostNothingAndIndependentHeadsDo()
    {
        var random = new RandomStream(2);
        double[][] heads = [.. Enumerable.Range(0, 50).Select(_ => Enumerable.Range(0, 100).Select(_ => random.NextDouble()).ToArray())];
        var one = Factor([heads[0]]);
        Factor([.. Enumerable.Repeat(heads[0], 50)]).Should().BeApproximately(one, 1e-9);
        Factor(heads).Should().BeGreaterThan(1.4 * one);

        double Factor(double[][] values) => SimultaneousIntervals.Of(values, Draws)[0] is var interval ? interval.High - interval.Low : 0;
    }

    [Fact]
    public void Simultaneous_HeadThatNeverVaries_HasNoWidthAndDisturbsNone()
    {
        var random = new RandomStream(3);
        double[] values = [.. Enumerable.Range(0, 100).Select(_ => random.NextDouble())];
        var intervals = SimultaneousIntervals.Of([values, [.. Enumerable.Repeat(0.1, 100)]], Draws);
        intervals[0].Should().Be(SimultaneousIntervals.Of([values], Draws)[0]);
        intervals[1].Method.Should().Be(IntervalMethod.NoVariation);
        (intervals[1].High - intervals[1].Low).Should().Be(0);
        FluentActions.Invoking(() => SimultaneousIntervals.Of([values, [1, 2]], Draws)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => SimultaneousIntervals.Of([], Draws)).Should().Throw<ArgumentOutOfRangeException>();
        values[7] = double.NaN;
        FluentActions.Invoking(() => SimultaneousIntervals.Of([values], Draws)).Should().Throw<ArgumentException>().WithMessage("*prompt 7*");
    }

    private static Bootstrapped Share(double share) => Bootstrapped.Mean([.. Enumerable.Range(0, 100).Select(i => i * 37 % 100 < 100 * share - 0.5 ? 1.0 : 0.0)], Draws);
}
