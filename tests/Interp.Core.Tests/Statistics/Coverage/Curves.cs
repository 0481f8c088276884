using Interp.Core.Randomness;
using Interp.Core.Statistics;

namespace Interp.Core.Tests.Statistics.Coverage;

/// <summary>
/// Accuracies by state as the paper finds them: both kinds of prompts get better alike, then the false ones fall. Leads are
/// normal, correlated from state to state and between the two prompts of a pair.
/// </summary>
/// <param name="Middle">State at which false prompts have fallen half of the way.</param>
/// <param name="Slope">How fast.</param>
internal sealed record Curves(double Middle, double Slope)
{
    private const int States = 13;

    private readonly double[] _false = [.. Enumerable.Range(0, States).Select(state => Population.TrueAccuracy(FalseSignal(state, Middle, Slope)))];

    /// <summary>The population's last upward crossing of half the final gap, found with other code than the library's.</summary>
    public int TrueCriticalLayer
    {
        get
        {
            var gaps = Enumerable.Range(0, States).Select(state => Population.TrueAccuracy(CorrectSignal(state)) - _false[state]).ToArray();
            return 1 + Enumerable.Range(0, States).Last(state => gaps[state] < gaps[^1] / 2);
        }
    }

    /// <summary>The population's best state under false prompts, the last excluded.</summary>
    public int TrueExit => Enumerable.Range(0, States - 1).MaxBy(state => _false[state]);

    /// <summary>What exiting at a state gains in the population.</summary>
    public double TrueGain(int state) => _false[state] - _false[^1];

    /// <summary>Leads of a sample of pairs, and their labels: [state][prompt].</summary>
    public (double[][] Correct, double[][] False, int[] Classes) Draw(int prompts, RandomStream random)
    {
        var classes = new int[prompts];
        var (correct, wrong) = (New(), New());
        for (var prompt = 0; prompt < prompts; prompt++)
        {
            classes[prompt] = random.Below(2);
            var sign = 2 * classes[prompt] - 1;
            var (pair, own) = (random.Gauss(), random.Gauss());
            for (var state = 0; state < States; state++)
            {
                (pair, own) = (Next(pair), Next(own));
                correct[state][prompt] = pair + sign * CorrectSignal(state);
                wrong[state][prompt] = 0.6 * pair + 0.8 * own + sign * FalseSignal(state, Middle, Slope);
            }
        }

        return (correct, wrong, classes);

        double[][] New() => [.. Enumerable.Range(0, States).Select(_ => new double[prompts])];
        double Next(double noise) => 0.8 * noise + 0.6 * random.Gauss();
    }

    /// <summary>The critical layer of a sample.</summary>
    public RobustCriticalLayer CriticalLayer(int prompts, ulong seed)
    {
        var (correct, wrong, classes) = Draw(prompts, new RandomStream(seed));
        var resamples = Population.Resamples(prompts, seed);
        var gaps = Population.Accuracy(correct, classes, resamples).Zip(Population.Accuracy(wrong, classes, resamples), (one, other) => one - other);
        return RobustCriticalLayer.Of([.. gaps]);
    }

    /// <summary>The early-exit layer of a sample.</summary>
    public HeldOutEarlyExit Exit(int prompts, ulong seed)
    {
        var (_, wrong, classes) = Draw(prompts, new RandomStream(seed));
        var halves = new Halves(prompts, seed);
        return HeldOutEarlyExit.Of(Of(halves.First, seed), Of(halves.Second, ~seed));

        IReadOnlyList<Bootstrapped> Of(IReadOnlyList<int> half, ulong own) => Population.Accuracy(
            [.. wrong.Select(leads => half.Select(prompt => leads[prompt]).ToArray())], [.. half.Select(prompt => classes[prompt])], Population.Resamples(half.Count, own));
    }

    private static double CorrectSignal(int state) => 1.2 * (state + 1) / States;

    private static double FalseSignal(int state, double middle, double slope) => CorrectSignal(state) - 1.6 / (1 + Math.Exp(-(state - middle) * slope));
}
