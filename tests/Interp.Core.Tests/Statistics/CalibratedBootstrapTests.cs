using System.Collections.Immutable;
using CsCheck;
using Interp.Core.Lens;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Core.Randomness;
using Interp.Core.Statistics;

namespace Interp.Core.Tests.Statistics;

public sealed class CalibratedBootstrapTests
{
    [Fact]
    public void Threshold_OfCounts_IsTheQuantileOfThePromptsAsOftenAsDrawn() => Gen.Select(
        Gen.Int[2, 30].SelectMany(count => Gen.Int[-5, 5].Select(i => i / 3.0).Array[count]), Gen.Int[2, 7], Gen.ULong).Sample((shares, labels, seed) =>
    {
        var sorted = new SortedShares(shares, _ => true);
        var resamples = new Resamples(shares.Length, seed, 100);
        for (var draw = 0; draw < 100; draw++)
        {
            var counts = resamples.Counts(draw);
            var expanded = Expand(counts).Select(prompt => shares[prompt]).Order().ToArray();
            var threshold = Quantile.Of(expanded, labels - 1, labels);
            sorted.Threshold(counts, labels - 1, labels).Threshold.Should().Be(threshold);
            sorted.Count(counts, labels - 1, labels).Should().Be((expanded.Count(share => share > threshold), expanded.Count(share => share == threshold)));
        }
    }, iter: 60);

    public static TheoryData<int, string, bool> Readings => new()
    {
        { 2, "corrected", false },
        { 2, "corrected", true },
        { 3, "corrected", false },
        { 5, "corrected", true },
        { 2, "published", false },
        { 4, "published", true },
    };

    /// <summary>Every draw is what calibrated accuracy is of the drawn prompts, repeated as often as they were drawn.</summary>
    [Theory]
    [MemberData(nameof(Readings))]
    public void Of_EveryDraw_IsTheMeasureOfTheDrawnPrompts(int labels, string protocol, bool ties)
    {
        const int Prompts = 31;
        var (scores, prompts) = Random(Prompts, labels, Protocol.Parse(protocol), ties);
        var resamples = new Resamples(Prompts, 4, 100);
        var accuracy = CalibratedBootstrap.Of(scores, [.. prompts.Select(prompt => prompt.Classes)], resamples);
        var permuted = CalibratedBootstrap.Of(scores, [.. prompts.Select(prompt => prompt.Shown)], resamples);
        for (var draw = 0; draw < resamples.Draws; draw++)
        {
            var drawn = Expand(resamples.Counts(draw)).ToArray();
            var (of, restricted) = (scores.Restrict(drawn), drawn.Select(prompt => prompts[prompt]).ToArray());
            Same(accuracy, CalibratedAccuracy.Of(of, restricted), value => value.Draws[draw]);
            Same(permuted, PermutedScore.Of(of, restricted), value => value.Draws[draw]);
        }

        Same(accuracy, CalibratedAccuracy.Of(scores, prompts), value => value.Estimate);
        Same(permuted, PermutedScore.Of(scores, prompts), value => value.Estimate);

        void Same(BootstrappedScores own, PromptScores expected, Func<Bootstrapped, double> of)
        {
            foreach (var state in own.States)
            {
                foreach (var demonstration in own.Demonstrations)
                    of(own.At(state, demonstration)).Should().BeApproximately(expected.MeanAt(state, demonstration), 1e-14, $"state {state}, demonstration {demonstration}");
            }
        }
    }

    [Fact]
    public void Of_PublishedProtocol_DiffersWhereSharesAreTiny()
    {
        // Labels far below the vocabulary: the published epsilon makes all shares alike, the logarithm keeps their order.
        float[] logits = [-100, -102, -101, -100, -103, -100, -100, -104];
        float[] normalizers = [0, 0, 0, 0];
        Accuracy(Protocol.Published).Draws.Should().OnlyContain(value => value == 0.5);
        Accuracy(Protocol.Corrected).Draws.Should().Contain(value => value != 0.5);

        Bootstrapped Accuracy(Protocol protocol) => CalibratedBootstrap.Of(
            new LabelScores(new LabelScoresShape(4, 1, 1, 2) { Protocol = protocol }, logits, new(normalizers, new float[4])), [[0], [1], [1], [0]], new Resamples(4, 1)).At(0, 0);
    }

    [Fact]
    public void Of_AllTies_IsChanceInEveryDrawAndHasNoWidth()
    {
        var scores = new LabelScores(new LabelScoresShape(9, 1, 1, 3), [.. Enumerable.Repeat(0.3f, 27)]);
        var accuracy = CalibratedBootstrap.Of(scores, [.. Enumerable.Range(0, 9).Select(i => ImmutableArray.Create(i % 3))], new Resamples(9, 1)).At(0, 0);
        accuracy.Draws.Should().OnlyContain(draw => draw == accuracy.Estimate);
        accuracy.Estimate.Should().BeApproximately(1.0 / 3, 1e-15);
        accuracy.ToInterval().Should().BeEquivalentTo(new { Low = accuracy.Estimate, High = accuracy.Estimate, Method = IntervalMethod.NoVariation });
    }

    [Fact]
    public void ToInterval_OfAnAccuracyOfZero_HasTheWidthOfWilsons()
    {
        // Of three labels the true one's share is lowest at every prompt: above its threshold stands another prompt.
        float[] logits = [.. Enumerable.Range(0, 60).SelectMany(i => Enumerable.Range(0, 3).Select(label => label == i % 3 ? -9f - i / 100f : i / 50f * label))];
        var accuracy = CalibratedBootstrap.Of(
            new LabelScores(new LabelScoresShape(60, 1, 1, 3), logits), [.. Enumerable.Range(0, 60).Select(i => ImmutableArray.Create(i % 3))], new Resamples(60, 1)).At(0, 0);
        accuracy.Estimate.Should().Be(0);
        var interval = accuracy.ToInterval();
        (interval.Low, interval.Method).Should().Be((0, IntervalMethod.BootstrapAndWilson));
        interval.High.Should().BeGreaterThanOrEqualTo(WilsonInterval.Of(0, 60).High);
    }

    [Fact]
    public void Of_WhatDoesNotBelongTogether_IsRefused()
    {
        var (scores, prompts) = Random(10, 2, Protocol.Corrected, ties: false);
        ImmutableArray<int>[] labels = [.. prompts.Select(prompt => prompt.Classes)];
        FluentActions.Invoking(() => CalibratedBootstrap.Of(scores, labels, new Resamples(11, 1))).Should().Throw<ArgumentException>().WithMessage("*11 prompts*10*");
        FluentActions.Invoking(() => CalibratedBootstrap.Of(scores, labels[..9], new Resamples(10, 1))).Should().Throw<ArgumentException>().WithMessage("*9 prompts*");
        FluentActions.Invoking(() => CalibratedBootstrap.Of(scores, [.. labels[..9], [0, 2, 0]], new Resamples(10, 1))).Should().Throw<ArgumentException>().WithMessage("*label 2*");
    }

    private static IEnumerable<int> Expand(ReadOnlySpan<ushort> counts) => counts.ToArray().SelectMany((count, prompt) => Enumerable.Repeat(prompt, count));

    private static (LabelScores Scores, Prompt[] Prompts) Random(int prompts, int labels, Protocol protocol, bool ties)
    {
        var random = new RandomStream(8);
        var shape = new LabelScoresShape(prompts, [0, 3], [1, 2], labels) { Protocol = protocol };
        float[] logits = [.. Enumerable.Range(0, prompts * 4 * labels).Select(_ => ties ? random.Below(3) : (float)(4 * random.NextDouble()))];
        float[] normalizers = [.. Enumerable.Range(0, prompts * 4).Select(_ => 30 + 4 * (float)random.NextDouble())];
        return (new LabelScores(shape, logits, new(normalizers, new float[normalizers.Length])), [.. Enumerable.Range(0, prompts).Select(_ => new Prompt
        {
            Text = "", Tokens = [0], PreLabel = [0], LabelSpans = [], Protocol = protocol, Classes = Labels(), Shown = Labels(),
        })]);

        ImmutableArray<int> Labels() => [.. Enumerable.Range(0, 3).Select(_ => random.Below(labels))];
    }
}
