using System.Collections.Immutable;
using Interp.Core.Lens;
using Interp.Core.Randomness;
using Interp.Core.Statistics;
using MathNet.Numerics.Distributions;

namespace Interp.Core.Tests.Statistics.Coverage;

/// <summary>Random numbers, label scores of simulated prompts, and what is true of their populations.</summary>
internal static class Population
{
    /// <summary>Draws of a simulated sample: fewer than the library takes, which costs a little coverage if anything.</summary>
    private const int Draws = 400;

    public static Resamples Resamples(int prompts, ulong seed) => new(prompts, seed ^ 0xABCDEF, Draws);

    /// <summary>Standard normal (Box and Muller).</summary>
    public static double Gauss(this RandomStream random)
    {
        var (radius, angle) = (1 - random.NextDouble(), random.NextDouble());
        return Math.Sqrt(-2 * Math.Log(radius)) * Math.Cos(2 * Math.PI * angle);
    }

    public static double[] Values(int prompts, Func<int, double> of) => [.. Enumerable.Range(0, prompts).Select(of)];

    /// <summary>A uniform number that shares a prompt's own with the given probability, so that measures of a prompt go together.</summary>
    public static double Shared(this RandomStream random, double own, double probability = 0.5) => random.NextDouble() < probability ? own : random.NextDouble();

    /// <summary>Bootstrapped calibrated accuracy, by state, of two labels.</summary>
    /// <param name="leads">Label 1's logit less label 0's: [state][prompt].</param>
    /// <param name="classes">The true labels.</param>
    /// <param name="resamples">The draws.</param>
    public static IReadOnlyList<Bootstrapped> Accuracy(IReadOnlyList<double[]> leads, int[] classes, Resamples resamples) =>
        Accuracy(classes, leads.Count, labels: 2, (prompt, state, label) => label == 1 ? leads[state][prompt] : 0, resamples);

    /// <summary>Bootstrapped calibrated accuracy, by state.</summary>
    public static IReadOnlyList<Bootstrapped> Accuracy(int[] classes, int states, int labels, Func<int, int, int, double> logit, Resamples resamples)
    {
        var logits = new float[classes.Length * states * labels];
        for (var i = 0; i < logits.Length; i++)
            logits[i] = (float)logit(i / (states * labels), i / labels % states, i % labels);
        var scores = new LabelScores(new LabelScoresShape(classes.Length, states, 1, labels), logits);
        return CalibratedBootstrap.Of(scores, [.. classes.Select(label => ImmutableArray.Create(label))], resamples).AtLastDemonstration();
    }

    /// <summary>
    /// True calibrated accuracy where the lead of label 1 is normal about ±<paramref name="signal"/>, with variance 1, by the class:
    /// the threshold is the median of the mixture.
    /// </summary>
    public static double TrueAccuracy(double signal, double shareOfLabel1 = 0.5)
    {
        var (low, high) = (-20.0, 20.0);
        for (var i = 0; i < 100; i++)
        {
            var middle = (low + high) / 2;
            var below = shareOfLabel1 * Normal.CDF(signal, 1, middle) + (1 - shareOfLabel1) * Normal.CDF(-signal, 1, middle);
            (low, high) = below < 0.5 ? (middle, high) : (low, middle);
        }

        return shareOfLabel1 * (1 - Normal.CDF(signal, 1, low)) + (1 - shareOfLabel1) * Normal.CDF(-signal, 1, low);
    }
}
