using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Hooks;
using Interp.Core.Paths;
using Interp.Core.Sweeps;
using Interp.Core.Transformer;

namespace Interp.Core.Circuits;

/// <summary>The measured difference of every prompt under patches of sets of nodes or edges; an empty set is the clean run.</summary>
internal static class PatchedRuns
{
    /// <param name="model">The model.</param>
    /// <param name="contrast">The prompts.</param>
    /// <param name="patches">The sets of nodes.</param>
    /// <param name="options">How batches are cut; null for the default.</param>
    /// <returns>For each patch a number a prompt.</returns>
    public static double[][] OfNodes(HookedTransformer model, ContrastSet contrast, IReadOnlyList<IReadOnlyCollection<CircuitNode>> patches, SweepOptions? options) =>
        Each(model, contrast, patches, patches.SelectMany(nodes => nodes).Select(node => node.Point), options, (batch, others, mask, nodes) =>
        {
            using var hooks = NodePatch.Apply(model, nodes, others, mask);
            return contrast.Measure(model, batch);
        });

    /// <param name="model">The model.</param>
    /// <param name="contrast">The prompts.</param>
    /// <param name="patches">The sets of edges.</param>
    /// <param name="options">How batches are cut; null for the default.</param>
    /// <returns>For each patch a number a prompt.</returns>
    public static double[][] OfEdges(HookedTransformer model, ContrastSet contrast, IReadOnlyList<IReadOnlyCollection<PathEdge>> patches, SweepOptions? options) =>
        Each(model, contrast, patches, patches.SelectMany(edges => edges).Select(edge => edge.Sender).Distinct().SelectMany(sender => sender.PointsOn(model)), options, (batch, others, mask, edges) =>
            EdgePatch.Measure(model, contrast, batch, new SenderChanges(model, contrast, others, mask), edges));

    private static double[][] Each<T>(
        HookedTransformer model, ContrastSet contrast, IReadOnlyList<T> patches, IEnumerable<HookPoint> points, SweepOptions? options, Func<Batch, ActivationCache, TokenMask, T, double[]> measure)
    {
        options ??= SweepOptions.Default;
        using var versions = new OtherVersions(model, contrast, points, options.BatchTokens);
        var differences = patches.Select(_ => new double[contrast.Prompts.Count]).ToArray();
        var done = 0;
        foreach (var group in contrast.Groups(options.BatchTokens))
        {
            var batch = Batch.Of(contrast.Prompts, group);
            using var others = versions.Of(batch);
            using var mask = new TokenMask(batch, contrast.Patched);
            for (var patch = 0; patch < patches.Count; patch++)
            {
                options.Cancellation.ThrowIfCancellationRequested();
                var found = measure(batch, others, mask, patches[patch]);
                for (var row = 0; row < batch.Size; row++)
                    differences[patch][batch.Members[row]] = found[row];
            }

            options.Progress?.Report(done += batch.Size);
        }

        return differences;
    }
}
