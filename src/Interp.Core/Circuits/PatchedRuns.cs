using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Sweeps;
using Interp.Core.Transformer;

namespace Interp.Core.Circuits;

/// <summary>The measured difference of every prompt under patches of sets of nodes.</summary>
/// <param name="model">The model.</param>
/// <param name="contrast">The prompts.</param>
/// <param name="points">All points that are patched.</param>
/// <param name="options">How batches are cut; null for the default.</param>
internal sealed class PatchedRuns(HookedTransformer model, ContrastSet contrast, IEnumerable<HookPoint> points, SweepOptions? options)
{
    private readonly SweepOptions _options = options ?? SweepOptions.Default;

    /// <param name="patches">The sets of nodes; an empty one is the clean run.</param>
    /// <returns>[patch][prompt]</returns>
    public double[][] Differences(IReadOnlyList<IReadOnlyCollection<CircuitNode>> patches)
    {
        using var versions = new OtherVersions(model, contrast, points, _options.BatchTokens);
        var differences = patches.Select(_ => new double[contrast.Prompts.Count]).ToArray();
        var done = 0;
        foreach (var group in contrast.Groups(_options.BatchTokens))
        {
            var batch = Batch.Of(contrast.Prompts, group);
            using var others = versions.Of(batch);
            using var mask = new TokenMask(batch, contrast.Patched);
            for (var patch = 0; patch < patches.Count; patch++)
            {
                _options.Cancellation.ThrowIfCancellationRequested();
                using var hooks = NodePatch.Apply(model, patches[patch], others, mask);
                var found = contrast.Measure(model, batch);
                for (var row = 0; row < batch.Size; row++)
                    differences[patch][batch.Members[row]] = found[row];
            }

            _options.Progress?.Report(done += batch.Size);
        }

        return differences;
    }
}
