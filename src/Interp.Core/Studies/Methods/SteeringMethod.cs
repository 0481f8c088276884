using System.Globalization;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Core.Steering;
using Interp.Core.Sweeps;

namespace Interp.Core.Studies.Methods;

/// <summary>
/// Steering: the mean of correct minus false prompts at each state, fitted on the first half of the pairs, added to the false
/// prompts of the others; how the logit of the shown label less that of the true one changes, beside random vectors.
/// </summary>
internal static class SteeringMethod
{
    private const int Controls = 10;

    private static readonly double[] Doses = [1, 4, 16];

    public static IEnumerable<(string Name, double[] Values)> Read(MethodInput input)
    {
        var pairs = input.Prompts.Pairs;
        var half = pairs.Length / 2;
        var others = input.Prompts with { Pairs = pairs[half..] };
        var vectors = SteeringVectors.CorrectMinusFalse(input.Model, input.Prompts with { Pairs = pairs[..half] }, sweep: input.Sweep);
        (string Name, SteeringDose Dose)[] doses =
        [
            .. from vector in vectors
               from dose in Doses
               from control in Enumerable.Range(-1, 1 + Controls)
               select (string.Create(CultureInfo.InvariantCulture, $"{(control < 0 ? "vector" : $"random {control}")} state {vector.State} dose {dose}"),
                       new SteeringDose(control < 0 ? vector : vector.RandomLike(input.Seed, control), dose)),
        ];
        var reader = new SteeringReader([.. doses.Select(dose => dose.Dose), new SteeringDose(vectors[0], 0)], others.LabelTokens);
        Sweep.Run(input.Model, others.Prompts(PromptKind.False), [reader], input.Sweep);
        double[][] differences = [.. reader.Scores.Select(scores => LabelDifference.Of(others, scores).ToArray())];
        return doses.Select((dose, i) => (dose.Name, (double[])
        [
            .. Enumerable.Repeat(double.NaN, half),
            .. differences[i].Zip(differences[^1], (steered, clean) => steered - clean),
        ]));
    }
}
