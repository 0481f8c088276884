using System.Text.Json;
using Interp.Core.Probes;
using Interp.Core.Randomness;
using Interp.Core.Tests.Tiny;

namespace Interp.Core.Tests.Probes;

public sealed class LinearProbeTests
{
    [Fact]
    public void Fit_ReferenceRows_IsTheFitOfScipyAndScikitLearn()
    {
        using var json = JsonDocument.Parse(Repository.Read("tests/Interp.Core.Tests/Probes/References/probes.json"));
        json.RootElement.GetArrayLength().Should().Be(4);
        foreach (var one in json.RootElement.EnumerateArray())
        {
            int Of(string key) => one.GetProperty(key).GetInt32();
            var (features, labels) = Data(Of("rows"), Of("width"), Of("classes"));
            var probe = LinearProbe.Fit(features, labels, Of("classes"), new ProbeOptions { Penalty = one.GetProperty("penalty").GetDouble() });
            var row = new double[Of("width")];
            foreach (var (i, expected) in one.GetProperty("probabilities").EnumerateArray().Index())
            {
                Buffer.BlockCopy(features, i * row.Length * sizeof(double), row, 0, row.Length * sizeof(double));
                foreach (var (found, reference) in probe.Probabilities(row).Zip(expected.EnumerateArray()))
                    found.Should().BeApproximately(reference.GetDouble(), 1e-7, $"row {i} of {Of("rows")}");
            }
        }
    }

    [Theory]
    [InlineData(200, 8, 280)]
    [InlineData(200, 300, 200)] // fewer rows than features, most of them noise; chance is 100 of 300
    public void Fit_APlantedDirection_FindsIt(int rows, int width, int right)
    {
        var (features, labels) = Noise(rows, width, 3, seed: 1);
        for (var row = 0; row < rows; row++)
            features[row, 2 + labels[row]] += 6;
        var probe = LinearProbe.Fit(features, labels, 3);
        var (unseen, expected) = Noise(300, width, 3, seed: 2);
        for (var row = 0; row < 300; row++)
            unseen[row, 2 + expected[row]] += 6;
        probe.Predict(unseen).Zip(expected).Count(pair => pair.First == pair.Second).Should().BeGreaterThan(right);
        for (var c = 0; c < 3; c++)
            probe.Direction(c).IndexOf(probe.Direction(c).Max()).Should().Be(2 + c, "the class's own feature has the largest weight");
    }

    [Fact]
    public void Fit_NoiseAlone_StaysAtChanceOnOtherRows()
    {
        var (features, labels) = Noise(300, 10, 4, seed: 3);
        var (unseen, expected) = Noise(4000, 10, 4, seed: 4);
        // 4 standard deviations of 4000 guesses.
        (LinearProbe.Fit(features, labels, 4).Predict(unseen).Zip(expected).Count(pair => pair.First == pair.Second) / 4000.0).Should().BeApproximately(0.25, 4 * Math.Sqrt(0.25 * 0.75 / 4000));
    }

    [Fact]
    public void Fit_AgainOrOfOtherUnits_IsTheSame()
    {
        var (features, labels) = Data(40, 6, 3);
        var other = (double[,])features.Clone();
        for (var row = 0; row < 40; row++)
            (other[row, 0], other[row, 3]) = (1000 * other[row, 0] - 7, -other[row, 3]);
        var (one, again, scaled) = (LinearProbe.Fit(features, labels, 3), LinearProbe.Fit(features, labels, 3), LinearProbe.Fit(other, labels, 3));
        again.Direction(1).Should().Equal(one.Direction(1));
        again.Biases.Should().Equal(one.Biases);
        scaled.Direction(1)[0].Should().BeApproximately(one.Direction(1)[0] / 1000, 1e-9);
        scaled.Direction(1)[3].Should().BeApproximately(-one.Direction(1)[3], 1e-7);
    }

    [Theory]
    [InlineData(40, 6, 1e-6)]
    [InlineData(18, 50, 1e-6)] // rows that can be separated: weights grow long
    [InlineData(18, 50, 1e4)]
    public void Fit_AnyPenalty_ComesToTheMinimum(int rows, int width, double penalty)
    {
        var (features, labels) = Data(rows, width, 3);
        var probe = LinearProbe.Fit(features, labels, 3, new ProbeOptions { Penalty = penalty });
        // At the minimum each class's probabilities add up to its rows: biases are free.
        for (var c = 0; c < 3; c++)
            Enumerable.Range(0, rows).Sum(row => probe.Probabilities(Enumerable.Range(0, width).Select(i => features[row, i]).ToArray())[c]).Should().BeApproximately(labels.Count(label => label == c), 1e-6);
    }

    [Fact]
    public void Fit_AFeatureThatDoesNotVaryOrAClassWithoutRows_IsNoObstacle()
    {
        var features = new double[,] { { 0.1, 1 }, { 0.1, -1 }, { 0.1, 2 }, { 0.1, -3 } };
        var probe = LinearProbe.Fit(features, [0, 2, 0, 2], 3);
        probe.Predict(features).Should().Equal(0, 2, 0, 2);
        probe.Direction(0)[0].Should().Be(0);
        probe.Probabilities([0.1, 0])[1].Should().BeLessThan(0.01);
    }

    [Fact]
    public void Fit_WhatDoesNotFit_SaysWhatWould()
    {
        var features = new double[,] { { 1, 2 }, { 3, 4 } };
        FluentActions.Invoking(() => LinearProbe.Fit(features, [1, 1], 2)).Should().Throw<ArgumentException>().WithMessage("*All 2 rows are of class 1*at least two*");
        FluentActions.Invoking(() => LinearProbe.Fit(features, [0, 1, 0], 2)).Should().Throw<ArgumentException>().WithMessage("*2 rows of 2 features and 3 labels*");
        FluentActions.Invoking(() => LinearProbe.Fit(features, [0, 2], 2)).Should().Throw<ArgumentException>().WithMessage("*Label 2*0..1*");
        FluentActions.Invoking(() => LinearProbe.Fit(features, [0, -1], 2)).Should().Throw<ArgumentException>().WithMessage("*Label -1*0..1*");
        FluentActions.Invoking(() => LinearProbe.Fit(features, [0, 1], 1)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => LinearProbe.Fit(new double[0, 2], [], 2)).Should().Throw<ArgumentException>().WithMessage("*at least two*");
        FluentActions.Invoking(() => LinearProbe.Fit(new[,] { { 1, double.NaN }, { 3, 4 } }, [0, 1], 2)).Should().Throw<ArgumentException>().WithMessage("*finite*");
        FluentActions.Invoking(() => new ProbeOptions { Penalty = 0 }).Should().Throw<ArgumentException>().WithMessage("*positive*");
        FluentActions.Invoking(() => LinearProbe.Fit(features, [0, 1], 2).Predict([1.0])).Should().Throw<ArgumentException>().WithMessage("*1 features*2*");
        FluentActions.Invoking(() => LinearProbe.Fit(features, [0, 1], 2).Direction(2)).Should().Throw<ArgumentException>().WithMessage("*0..1*");
    }

    [Fact]
    public void Fit_Done_LeavesNoTensor()
    {
        var (features, labels) = Data(18, 50, 4);
        var before = Numbers.Live;
        LinearProbe.Fit(features, labels, 4);
        Numbers.Live.Should().Be(before);
    }

    /// <summary>The rows of References/probes.py.</summary>
    private static (double[,] Features, int[] Labels) Data(int rows, int width, int classes)
    {
        var features = new double[rows, width];
        int[] labels = [.. Enumerable.Range(0, rows).Select(i => (i * i + i / 3) % classes)];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < width; j++)
                features[i, j] = Math.Sin(1.3 * (i + 1) * (j + 2)) + 0.4 * j * Math.Cos(0.7 * i);
            if (labels[i] == 1)
                features[i, 0] += 1.5;
        }

        return (features, labels);
    }

    private static (double[,] Features, int[] Labels) Noise(int rows, int width, int classes, ulong seed)
    {
        var random = new RandomStream(seed);
        var features = new double[rows, width];
        for (var i = 0; i < rows * width; i++)
            features[i / width, i % width] = Math.Sqrt(12) * (random.NextDouble() - 0.5);
        return (features, [.. Enumerable.Range(0, rows).Select(_ => random.Below(classes))]);
    }
}
