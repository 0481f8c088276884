using Interp.Core.Ablations;
using Interp.Core.Batches;

namespace Interp.Core.Replays;

/// <summary>One ablation of one prompt: a row of a replayed run.</summary>
/// <param name="Ablation">Index of the ablation.</param>
/// <param name="BatchRow">The prompt, as a row of the batch.</param>
/// <param name="FirstLayer">The first block touched; the number of blocks where none is.</param>
/// <param name="Plan">What happens to it.</param>
internal sealed record ReplayRow(int Ablation, int BatchRow, int FirstLayer, AblationPlan Plan)
{
    /// <summary>The rows of some ablations of a batch, those of one prompt together, those that are touched first first.</summary>
    /// <param name="plans">The ablations.</param>
    /// <param name="batch">The prompts.</param>
    /// <param name="layers">Blocks of the model.</param>
    public static ReplayRow[] Of(IReadOnlyList<AblationPlan> plans, Batch batch, int layers)
    {
        var rows = plans.SelectMany((plan, index) => Enumerable.Range(0, batch.Size).Select(row => new ReplayRow(index, row, plan.Ablation.FirstLayer ?? layers, plan)));
        return [.. rows.OrderBy(row => row.BatchRow).ThenBy(row => row.FirstLayer).ThenBy(row => row.Ablation)];
    }
}
