using Interp.Core.Randomness;

namespace Interp.Core.Tests.Statistics.Coverage;

/// <summary>Prompts of several labels: normal logits, the true label's higher by a signal, later labels with a bias.</summary>
/// <param name="Labels">Number of labels.</param>
/// <param name="Signal">Mean of the true label's logit.</param>
/// <param name="First">Share of prompts that are of label 0 beyond its even share.</param>
internal sealed record ManyLabels(int Labels, double Signal, double First)
{
    private const int Large = 2_000_000;

    private readonly Lazy<double> _truth = new(() => Truth(Labels, Signal, First));

    /// <summary>Calibrated accuracy of the population, from two million prompts.</summary>
    public double TrueAccuracy => _truth.Value;

    /// <summary>Draws a prompt.</summary>
    /// <param name="random">Source.</param>
    /// <param name="logits">Written: [label].</param>
    /// <returns>The true label.</returns>
    public int Draw(RandomStream random, Span<double> logits)
    {
        var label = random.NextDouble() < First ? 0 : random.Below(Labels);
        for (var each = 0; each < Labels; each++)
            logits[each] = random.Gauss() + 0.5 * each + (each == label ? Signal : 0);
        return label;
    }

    private static double Truth(int labels, double signal, double first)
    {
        var random = new RandomStream(20_261_125);
        var population = new ManyLabels(labels, signal, first);
        var classes = new int[Large];
        var shares = Enumerable.Range(0, labels).Select(_ => new float[Large]).ToArray();
        var logits = new double[labels];
        for (var i = 0; i < Large; i++)
        {
            classes[i] = population.Draw(random, logits);
            var sum = logits.Sum(Math.Exp);
            for (var label = 0; label < labels; label++)
                shares[label][i] = (float)(logits[label] - Math.Log(sum));
        }

        var above = 0;
        for (var label = 0; label < labels; label++)
        {
            var sorted = (float[])shares[label].Clone();
            Array.Sort(sorted);
            var threshold = sorted[(int)((long)(Large - 1) * (labels - 1) / labels)];
            above += Enumerable.Range(0, Large).Count(i => classes[i] == label && shares[label][i] > threshold);
        }

        return above / (double)Large;
    }
}
