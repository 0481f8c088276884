using Interp.Core.Randomness;
using Interp.Core.Statistics;

namespace Interp.Core.Tests.Statistics.Coverage;

/// <summary>Every kind of interval on populations whose truth is known.</summary>
internal static class CoverageCases
{
    private static readonly ManyLabels FourLabels = new(4, 1.5, 0);
    private static readonly ManyLabels UnevenLabels = new(3, 1, 0.3);
    private static readonly ManyLabels AlwaysWrong = new(3, -3, 0);
    private static readonly Curves Steep = new(6.5, 2);
    private static readonly Curves Slow = new(6.3, 0.6);

    /// <summary>All cases.</summary>
    public static IReadOnlyList<CoverageCase> All { get; } =
    [
        new("mean", "gamma(2)", CoverageCase.Between, 1, MeanOfValues),
        .. new[] { 0.5, 0.9, 0.98 }.Select(share => Share($"{share}", share < 0.95 ? CoverageCase.Between : CoverageCase.Oscillates, _ => share)),
        Share("anything in 0.9..1", CoverageCase.Between, random => 0.9 + 0.1 * random.NextDouble()),
        new("paired difference", "shares 0.8 and 0.6", CoverageCase.Between, 1, PairedDifference),
        TwoLabels("chance", 0, 0.5, CoverageCase.Between),
        TwoLabels("0.76", 0.7, 0.5, CoverageCase.Between),
        TwoLabels("0.76, 30 % of one label", 1, 0.3, CoverageCase.Between),
        TwoLabels("0.93", 1.5, 0.5, CoverageCase.AtLeast),
        TwoLabels("0.999", 3, 0.5, CoverageCase.Between),
        new("calibrated accuracy, 4 labels", "0.70", CoverageCase.Between, 1, (n, seed) => SeveralLabels(FourLabels, n, seed)),
        new("calibrated accuracy, 3 labels", "0.60, 53 % of one label", CoverageCase.Between, 1, (n, seed) => SeveralLabels(UnevenLabels, n, seed)),
        new("calibrated accuracy, 3 labels", "0.001", CoverageCase.AtLeast, 1, (n, seed) => SeveralLabels(AlwaysWrong, n, seed)),
        new("accuracy gap", "0.88 and 0.38", CoverageCase.Between, 1, Gap),
        .. CoverageOfDatasets.All,
        new("gap reduction", "0.4 of a gap of 0.4", CoverageCase.Between, 1, Reduction),
        new("critical layer", "steep: state 7", CoverageCase.AtLeast, 0.2, (n, seed) => new(Steep.CriticalLayer(n, seed).State, Steep.TrueCriticalLayer)),
        new("critical layer", "slow: state 6", CoverageCase.AtLeast, 0.2, (n, seed) => new(Slow.CriticalLayer(n, seed).State, Slow.TrueCriticalLayer)),
        new("early-exit layer", "steep: state 5", CoverageCase.AtLeast, 0.2, (n, seed) => new(Steep.Exit(n, seed).State, Steep.TrueExit)),
        new("early-exit layer", "slow: state 3", CoverageCase.AtLeast, 0.2, (n, seed) => new(Slow.Exit(n, seed).State, Slow.TrueExit)),
        new("early-exit gain", "steep", CoverageCase.Between, 0.4, (n, seed) => Gain(Steep, n, seed)),
        new("early-exit gain", "slow", CoverageCase.Between, 0.4, (n, seed) => Gain(Slow, n, seed)),
        new("60 heads at once", "normal, correlated", CoverageCase.Between, 0.25, (n, seed) => Heads(n, seed, 0, random => random.Gauss())),
        new("60 heads at once", "gamma(2)", CoverageCase.Between, 0.25, (n, seed) => Heads(n, seed, 2, Gamma)),
    ];

    private static double Gamma(RandomStream random) => -Math.Log(1 - random.NextDouble()) - Math.Log(1 - random.NextDouble());

    private static CoverageTrial MeanOfValues(int n, ulong seed)
    {
        var random = new RandomStream(seed);
        return new(Bootstrapped.Mean(Population.Values(n, _ => Gamma(random)), Population.Resamples(n, seed)).ToInterval(), 2);
    }

    private static CoverageCase Share(string data, (double, double) expected, Func<RandomStream, double> of) => new("share of prompts", data, expected, 1, (n, seed) =>
    {
        var random = new RandomStream(seed);
        var share = of(random);
        return new(Bootstrapped.Mean(Population.Values(n, _ => random.NextDouble() < share ? 1 : 0), Population.Resamples(n, seed)).ToInterval(), share);
    });

    private static CoverageTrial PairedDifference(int n, ulong seed)
    {
        var random = new RandomStream(seed);
        var differences = Population.Values(n, _ =>
        {
            var own = random.NextDouble();
            return (own < 0.8 ? 1 : 0) - (random.Shared(own) < 0.6 ? 1 : 0);
        });
        return new(Bootstrapped.Mean(differences, Population.Resamples(n, seed)).ToInterval(), 0.2);
    }

    private static CoverageCase TwoLabels(string data, double signal, double shareOfLabel1, (double, double) expected) => new("calibrated accuracy, 2 labels", data, expected, 1, (n, seed) =>
    {
        var random = new RandomStream(seed);
        int[] classes = [.. Enumerable.Range(0, n).Select(_ => random.NextDouble() < shareOfLabel1 ? 1 : 0)];
        var leads = Population.Values(n, prompt => random.Gauss() + (2 * classes[prompt] - 1) * signal);
        return new(Population.Accuracy([leads], classes, Population.Resamples(n, seed))[0].ToInterval(), Population.TrueAccuracy(signal, shareOfLabel1));
    });

    private static CoverageTrial SeveralLabels(ManyLabels population, int n, ulong seed)
    {
        var random = new RandomStream(seed);
        var (classes, logits) = (new int[n], new double[n * population.Labels]);
        for (var prompt = 0; prompt < n; prompt++)
            classes[prompt] = population.Draw(random, logits.AsSpan(prompt * population.Labels, population.Labels));
        var accuracy = Population.Accuracy(classes, 1, population.Labels, (prompt, _, label) => logits[prompt * population.Labels + label], Population.Resamples(n, seed))[0];
        return new(accuracy.ToInterval(), population.TrueAccuracy);
    }

    private static CoverageTrial Gap(int n, ulong seed)
    {
        var random = new RandomStream(seed);
        var (classes, correct, wrong) = (new int[n], new double[n], new double[n]);
        for (var prompt = 0; prompt < n; prompt++)
        {
            classes[prompt] = random.Below(2);
            var (sign, pair) = (2 * classes[prompt] - 1, random.Gauss());
            correct[prompt] = 0.8 * pair + 0.6 * random.Gauss() + 1.2 * sign;
            wrong[prompt] = 0.8 * pair + 0.6 * random.Gauss() - 0.3 * sign;
        }

        var accuracy = Population.Accuracy([correct, wrong], classes, Population.Resamples(n, seed));
        return new((accuracy[0] - accuracy[1]).ToInterval(), Population.TrueAccuracy(1.2) - Population.TrueAccuracy(-0.3));
    }

    private static CoverageTrial Reduction(int n, ulong seed)
    {
        var random = new RandomStream(seed);
        var (correct, wrong, ablated) = (new double[n], new double[n], new double[n]);
        for (var prompt = 0; prompt < n; prompt++)
        {
            var own = random.NextDouble();
            correct[prompt] = random.Shared(own) < 0.85 ? 1 : 0;
            wrong[prompt] = random.Shared(own) < 0.45 ? 1 : 0;
            ablated[prompt] = random.Shared(own) < 0.61 ? 1 : 0;
        }

        var resamples = Population.Resamples(n, seed);
        return new(GapReductionEstimate.Of(Bootstrapped.Mean(correct, resamples), Bootstrapped.Mean(wrong, resamples), Bootstrapped.Mean(ablated, resamples)).Reduction, 0.4);
    }

    /// <summary>The truth is what the two chosen states gain in the population.</summary>
    private static CoverageTrial Gain(Curves curves, int n, ulong seed)
    {
        var exit = curves.Exit(n, seed);
        return new(exit.Gain, (curves.TrueGain(exit.ChosenByFirst) + curves.TrueGain(exit.ChosenBySecond)) / 2);
    }

    private static CoverageTrial Heads(int n, ulong seed, double truth, Func<RandomStream, double> value)
    {
        const int Heads = 60;
        var random = new RandomStream(seed);
        var values = Enumerable.Range(0, Heads).Select(_ => new double[n]).ToArray();
        for (var prompt = 0; prompt < n; prompt++)
        {
            var shared = value(random);
            foreach (var head in values)
                head[prompt] = 0.3 * shared + 0.7 * value(random);
        }

        return new(SimultaneousIntervals.Of(values, Population.Resamples(n, seed)), [.. Enumerable.Repeat(truth, Heads)]);
    }
}
