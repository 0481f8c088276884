using Interp.Core.Probes;
using Interp.Core.Prompts;

namespace Interp.Core.Studies.Methods;

/// <summary>
/// Linear probes of every state before the last label of false prompts: are the truth and the shown label read rightly from
/// it? Fitted on as many prompts as the cell has, of three fifths of the examples, tried on as many of the others.
/// </summary>
internal static class ProbesMethod
{
    private const double Fitted = 0.6;

    public static IEnumerable<(string Name, double[] Values)> Read(MethodInput input)
    {
        var (train, test) = input.Cell.SplitPrompts(Fitted);
        var (fitted, unseen) = (Data(train), Data(test));
        foreach (var target in Enum.GetValues<ProbeTarget>())
        {
            foreach (var probe in StateProbes.Fit(fitted, unseen, target, new ProbeOptions { Seed = input.Seed }))
            {
                var name = $"{target.ToString().ToLowerInvariant()} state {probe.State}";
                yield return (name, OnePair(probe.Right));
                yield return ($"{name} shuffled", OnePair(probe.Shuffled));
            }
        }

        // There is a number for each word that was tried, no more words than prompts.
        double[] OnePair(IReadOnlyList<double> words) => [.. words, .. Enumerable.Repeat(double.NaN, input.Prompts.Pairs.Length - words.Count)];

        ProbeData Data(PromptSet set) => ProbeData.Read(input.Model, set, PromptKind.False, sweep: input.Sweep);
    }
}
