using Interp.Core.Circuits;

namespace Interp.Core.Studies.Methods;

/// <summary>Attribution patching: what the false prompt's activation in each part does to the logit of the shown label less that of the true one, estimated from gradients.</summary>
internal static class NodesMethod
{
    public static IEnumerable<(string Name, double[] Values)> Read(MethodInput input)
    {
        var pairs = input.Prompts.Pairs;
        var aligned = ContrastSet.Aligned(input.Prompts);
        var effects = AttributionPatching.Estimate(input.Model, ContrastSet.Of(aligned), CircuitNode.Parts(input.Model), input.Sweep);
        int[] places = [.. aligned.Pairs.Select(pair => pairs.IndexOf(pair))];
        foreach (var node in effects.Parts)
        {
            double[] values = [.. Enumerable.Repeat(double.NaN, pairs.Length)];
            foreach (var (place, effect) in places.Zip(effects.At(node).ToArray()))
                values[place] = effect;
            yield return ($"{node}", values);
        }
    }
}
