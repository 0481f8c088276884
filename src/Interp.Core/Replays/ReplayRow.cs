using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Transformer;

namespace Interp.Core.Replays;

/// <summary>One ablation of one prompt: a row of a replayed run.</summary>
/// <param name="Ablation">Index of the ablation.</param>
/// <param name="BatchRow">The prompt, as a row of the batch.</param>
/// <param name="FirstLayer">The first block touched; the number of blocks where none is.</param>
/// <param name="Steps">What happens to it, by block.</param>
internal sealed record ReplayRow(int Ablation, int BatchRow, int FirstLayer, ILookup<int?, AblationPlan.Step> Steps)
{
    /// <summary>The rows of some ablations of a batch, those of one prompt together, those that are touched first first.</summary>
    /// <exception cref="InvalidOperationException">An ablation touches a token outside the window.</exception>
    public static ReplayRow[] Of(IReadOnlyList<Ablation> ablations, HookedTransformer model, Batch batch, ReplayWindow window, Protocol protocol)
    {
        var rows = ablations.SelectMany((ablation, index) =>
        {
            window.RequireInside(ablation, batch);
            var steps = AblationPlan.Of(ablation, model, protocol).Steps.ToLookup(step => step.Point.Layer);
            return Enumerable.Range(0, batch.Size).Select(row => new ReplayRow(index, row, ablation.FirstLayer ?? model.Info.Layers, steps));
        });
        return [.. rows.OrderBy(row => row.BatchRow).ThenBy(row => row.FirstLayer).ThenBy(row => row.Ablation)];
    }
}
