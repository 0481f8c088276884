using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Hooks;
using Interp.Core.Paths;
using Interp.Core.Sweeps;
using Interp.Core.Transformer;

namespace Interp.Core.Circuits;

/// <summary>The measured difference of every prompt under patches of sets of nodes or edges; an empty set is the clean run.</summary>
/// <param name="model">The model.</param>
/// <param name="contrast">The prompts.</param>
/// <param name="options">How batches are cut; null for the default.</param>
internal sealed class PatchedRuns(HookedTransformer model, ContrastSet contrast, SweepOptions? options)
{
    private readonly SweepOptions _options = options ?? SweepOptions.Default;

    /// <param name="patches">The sets of nodes.</param>
    /// <returns>For each patch a number a prompt.</returns>
    public double[][] OfNodes(CircuitNode[][] patches) =>
        Each(patches, patches.SelectMany(nodes => nodes).Select(node => node.Point), (batch, others, mask, nodes) =>
        {
            using var hooks = NodePatch.Apply(model, nodes, others, mask);
            return contrast.Measure(model, batch);
        });

    /// <param name="patches">The sets of edges.</param>
    /// <returns>For each patch a number a prompt.</returns>
    public double[][] OfEdges(PathEdge[][] patches) =>
        Each(patches, patches.SelectMany(edges => edges).Select(edge => edge.Sender).Distinct().SelectMany(sender => sender.PointsOn(model)), (batch, others, mask, edges) =>
            EdgePatch.Measure(model, contrast, batch, new SenderChanges(model, contrast, others, mask), edges));

    private double[][] Each<T>(T[] patches, IEnumerable<HookPoint> points, Func<Batch, ActivationCache, TokenMask, T, double[]> measure)
    {
        using var versions = new OtherVersions(model, contrast, points, _options.BatchTokens);
        var differences = Array.ConvertAll(patches, _ => new double[contrast.Prompts.Count]);
        versions.ForEachBatch(_options, (batch, others, mask) =>
        {
            for (var patch = 0; patch < patches.Length; patch++)
            {
                _options.Cancellation.ThrowIfCancellationRequested();
                var found = measure(batch, others, mask, patches[patch]);
                for (var row = 0; row < batch.Size; row++)
                    differences[patch][batch.Members[row]] = found[row];
            }
        });

        return differences;
    }
}
