using Interp.Core.Paths;
using Interp.Core.Sweeps;
using Interp.Core.Transformer;

namespace Interp.Core.Circuits;

public static partial class AttributionPatching
{
    /// <summary>
    /// Edge attribution patching (Syed, Rager and Conmy, 2023): the change of what a sender adds times the gradient of the
    /// measured difference with respect to the stream as the receiver alone reads it, through its norm.
    /// </summary>
    /// <param name="model">The model, in float32 or float64.</param>
    /// <param name="contrast">The prompts, what takes the place of what senders add, and what is measured.</param>
    /// <param name="edges">Which edges; <see cref="CircuitEdges.All"/> for all there are.</param>
    /// <param name="options">How batches are cut; null for the default.</param>
    /// <exception cref="ArgumentException">Edges that the model does not have, or a contrast that does not go with it.</exception>
    /// <exception cref="InvalidOperationException">Gradients are switched off on this thread.</exception>
    public static PatchEffects<PathEdge> Estimate(HookedTransformer model, ContrastSet contrast, IEnumerable<PathEdge> edges, SweepOptions? options = null) =>
        new EdgeAttribution(model, contrast, Listed(model, contrast, edges), options) { Passes = [GradientPass.Clean] }.Run();

    /// <summary>The same with integrated gradients, EAP-IG (Hanna, Pezzelle and Belinkov, 2024).</summary>
    /// <param name="model">The model.</param>
    /// <param name="contrast">The prompts.</param>
    /// <param name="edges">Which edges.</param>
    /// <param name="steps">How many runs between the other version and the prompt.</param>
    /// <param name="options">How batches are cut; null for the default.</param>
    /// <exception cref="ArgumentException">As of the other overload, or less than one step.</exception>
    public static PatchEffects<PathEdge> Integrated(HookedTransformer model, ContrastSet contrast, IEnumerable<PathEdge> edges, int steps = DefaultSteps, SweepOptions? options = null) =>
        new EdgeAttribution(model, contrast, Listed(model, contrast, edges), options) { Passes = Steps(steps) }.Run();

    /// <summary>The difference that a run with the edge patched really makes: direct path patching, one forward an edge and batch.</summary>
    /// <param name="model">The model.</param>
    /// <param name="contrast">The prompts.</param>
    /// <param name="edges">Which edges.</param>
    /// <param name="options">How batches are cut; null for the default.</param>
    /// <exception cref="ArgumentException">Edges that the model does not have, or a contrast that does not go with it.</exception>
    public static PatchEffects<PathEdge> Exact(HookedTransformer model, ContrastSet contrast, IEnumerable<PathEdge> edges, SweepOptions? options = null)
    {
        var list = Listed(model, contrast, edges);
        CircuitEdges.Check(model, contrast, list);
        return Effects(list, new PatchedRuns(model, contrast, options).OfEdges([[], .. list.Select(edge => new[] { edge })]));
    }
}
