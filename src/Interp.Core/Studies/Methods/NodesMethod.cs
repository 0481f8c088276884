using Interp.Core.Circuits;

namespace Interp.Core.Studies.Methods;

/// <summary>Attribution patching: what the correct prompt's activation in place of each part's own does to a false prompt's logit of the shown label less that of the true one, estimated from gradients.</summary>
internal static class NodesMethod
{
    public static IEnumerable<(string Name, double[] Values)> Read(MethodInput input)
    {
        var aligned = new AlignedPairs(input.Prompts);
        var effects = AttributionPatching.Estimate(input.Model, ContrastSet.Of(aligned.Set), CircuitNode.Parts(input.Model), input.Sweep);
        return effects.Parts.Select(node => ($"{node}", aligned.Spread(effects.At(node).ToArray())));
    }
}
