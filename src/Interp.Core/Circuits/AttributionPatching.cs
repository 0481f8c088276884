using System.Collections.Immutable;
using Interp.Core.Ablations;
using Interp.Core.Hooks;
using Interp.Core.Sweeps;
using Interp.Core.Transformer;

namespace Interp.Core.Circuits;

/// <summary>
/// What patching each node would do, estimated for all nodes at once from gradients, and measured exactly one by one. An
/// estimate is (other activation - activation) times the gradient of the measured difference, summed over the patched tokens.
/// </summary>
/// <remarks>Ablations in force on the model stay so, in both versions of the prompts.</remarks>
public static partial class AttributionPatching
{
    /// <summary>Steps between the two versions unless told otherwise.</summary>
    public const int DefaultSteps = 5;

    /// <summary>Attribution patching (Nanda, 2023): two forwards and one backward a batch.</summary>
    /// <param name="model">The model, in float32 or float64; its weights need no gradients.</param>
    /// <param name="contrast">The prompts, what takes the place of activations, and what is measured.</param>
    /// <param name="nodes">Which nodes; they may overlap.</param>
    /// <param name="options">How batches are cut; null for the default.</param>
    /// <exception cref="ArgumentException">Nodes that the model does not have, or a contrast that does not go with it.</exception>
    /// <exception cref="InvalidOperationException">Gradients are switched off on this thread.</exception>
    public static PatchEffects<CircuitNode> Estimate(HookedTransformer model, ContrastSet contrast, IEnumerable<CircuitNode> nodes, SweepOptions? options = null) =>
        new NodeAttribution(model, contrast, Listed(model, contrast, nodes), options) { Passes = [GradientPass.Clean] }.Run();

    /// <summary>
    /// With integrated gradients (Hanna, Pezzelle and Belinkov, 2024, EAP-IG): the gradient is the mean of those of runs whose
    /// embeddings lie 1/m, 2/m, … 1 of the way from the other version to the prompt.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="contrast">The prompts.</param>
    /// <param name="nodes">Which nodes.</param>
    /// <param name="steps">How many runs, m.</param>
    /// <param name="options">How batches are cut; null for the default.</param>
    /// <exception cref="ArgumentException">As of the estimate, or less than one step.</exception>
    public static PatchEffects<CircuitNode> Integrated(HookedTransformer model, ContrastSet contrast, IEnumerable<CircuitNode> nodes, int steps = DefaultSteps, SweepOptions? options = null) =>
        new NodeAttribution(model, contrast, Listed(model, contrast, nodes), options) { Passes = Steps(steps) }.Run();

    /// <summary>
    /// AtP* (Kramár et al., 2024): queries and keys by the softmax they would give, and gradients averaged, without signs,
    /// over leaving out the way through each other block, so that effects that cancel between ways do not hide a node.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="contrast">The prompts.</param>
    /// <param name="nodes">Which nodes.</param>
    /// <param name="options">How batches are cut; null for the default.</param>
    /// <returns>Sizes, none of them negative. A forward and backward a block.</returns>
    /// <exception cref="ArgumentException">As of the estimate, or queries and keys that are replaced by means.</exception>
    public static PatchEffects<CircuitNode> Star(HookedTransformer model, ContrastSet contrast, IEnumerable<CircuitNode> nodes, SweepOptions? options = null)
    {
        var list = Correctable(model, contrast, nodes);
        return new NodeAttribution(model, contrast, list, options)
        {
            // A single block has no other to leave out.
            Passes = [GradientPass.Clean, .. model.Info.Layers > 1 ? Enumerable.Range(0, model.Info.Layers).Select(GradientPass.WithoutBlock) : []],
            SkipsFirst = model.Info.Layers > 1,
            CorrectsAttention = true,
            AveragesSizes = true,
        }.Run();
    }

    /// <summary>AtP*'s correction of queries and keys alone, with signs and the gradient of the clean run.</summary>
    /// <param name="model">The model.</param>
    /// <param name="contrast">The prompts.</param>
    /// <param name="nodes">Which nodes; those that are no queries or keys are as in the plain estimate.</param>
    /// <param name="options">How batches are cut; null for the default.</param>
    /// <exception cref="ArgumentException">As of <see cref="Star"/>.</exception>
    public static PatchEffects<CircuitNode> WithSoftmax(HookedTransformer model, ContrastSet contrast, IEnumerable<CircuitNode> nodes, SweepOptions? options = null) =>
        new NodeAttribution(model, contrast, Correctable(model, contrast, nodes), options) { Passes = [GradientPass.Clean], CorrectsAttention = true }.Run();

    /// <summary>Activation patching: the difference that a run with the node patched really makes. One forward a node and batch.</summary>
    /// <param name="model">The model.</param>
    /// <param name="contrast">The prompts.</param>
    /// <param name="nodes">Which nodes.</param>
    /// <param name="options">How batches are cut; null for the default.</param>
    /// <exception cref="ArgumentException">As of the estimate.</exception>
    public static PatchEffects<CircuitNode> Exact(HookedTransformer model, ContrastSet contrast, IEnumerable<CircuitNode> nodes, SweepOptions? options = null)
    {
        var list = Listed(model, contrast, nodes);
        NodePatch.Check(model, contrast, list);
        return Effects(list, new PatchedRuns(model, contrast, options).OfNodes([[], .. list.Select(node => new[] { node })]));
    }

    /// <summary>The clean run comes first: its activations are those that differ from the other version's.</summary>
    private static GradientPass[] Steps(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        return [.. Enumerable.Range(0, steps).Select(step => GradientPass.Between((double)(steps - step) / steps))];
    }

    /// <exception cref="ArgumentException">Queries or keys that the softmax cannot be corrected for.</exception>
    private static ImmutableArray<CircuitNode> Correctable(HookedTransformer model, ContrastSet contrast, IEnumerable<CircuitNode> nodes)
    {
        var list = Listed(model, contrast, nodes);
        if (contrast.With == Replacement.Mean && list.FirstOrDefault(node => model.HookPoints.Contains(HookPoint.RotQ(0)) && node.Point.Site is HookSite.Q or HookSite.K) is { Point.Layer: not null } unrotated)
            throw new ArgumentException($"'{unrotated}' would be replaced by a mean, which turns differently at each token: name the node after its rotation ({HookSite.RotQ}, {HookSite.RotK}), or replace by zero or the other version.", nameof(nodes));
        return list;
    }

    private static ImmutableArray<T> Listed<T>(HookedTransformer model, ContrastSet contrast, IEnumerable<T> parts)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(contrast);
        ArgumentNullException.ThrowIfNull(parts);
        return [.. parts];
    }

    /// <param name="parts">The parts.</param>
    /// <param name="runs">The clean run, then one with each part patched.</param>
    private static PatchEffects<T> Effects<T>(ImmutableArray<T> parts, double[][] runs)
        where T : notnull => new(parts, [.. runs.Skip(1).SelectMany(patched => patched.Zip(runs[0], (with, without) => with - without))], runs[0].Length);
}
