using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Readings;
using Interp.Core.Studies.Running;
using Interp.Core.Studies.Stores;
using Interp.Core.Transformer;

namespace Interp.Core.Studies.Shards;

/// <summary>
/// The heads of cells that choose what is ablated, whole in the folder of one shard. No shard waits for another: windows
/// that another has read are copied, what nobody has read yet is read here.
/// </summary>
/// <param name="folder">The folder that the tasks share.</param>
/// <param name="plan">The plan.</param>
/// <param name="own">The shard's folder.</param>
/// <param name="options">How windows are read.</param>
internal sealed class ShardHeads(string folder, ShardPlan plan, StudyFolder own, StudyRunOptions options)
{
    private static readonly CellReadings HeadsAlone = new(Lens: null, Heads: true, Ablations: [], Methods: []);
    private static readonly string Reading = CellReadings.FolderOf(StudyReading.Heads);

    /// <summary>The store that has a cell's heads.</summary>
    /// <param name="cell">A cell that chooses heads.</param>
    /// <param name="model">Loads the model.</param>
    public CellStore Of(StudyCell cell, Lazy<HookedTransformer> model)
    {
        var store = StoreIn(own.Path, ShardFolders.Choosers, cell.Key);
        try
        {
            var prompts = cell.Prompts();
            store.Begin(cell.Identity, prompts);
            foreach (var window in PairWindow.Of(plan.Spec.Prompts, cell.WindowPairs).Where(window => !store.Has(Reading, window)))
            {
                options.Stop.ThrowIfCancellationRequested();
                if (Elsewhere(cell.Key, window) is { } other)
                    store.Write(Reading, window, other.Read(Reading, [window]));
                else
                    new WindowSweep(store, prompts, window).Run(model.Value, HeadsAlone, new() { BatchTokens = options.BatchTokens, Cancellation = options.Cancellation });
            }
        }
        catch (Exception e) when (e is not StoreException && Attempt.IsOfTheCell(e))
        {
            // As on one machine: the cell that chooses fails by its own reason, and the ablation because of it.
        }

        return store;
    }

    /// <summary>A shard that has a window: this one, the one that it was dealt to, or one that read it for itself.</summary>
    private CellStore? Elsewhere(string key, PairWindow window)
    {
        var owner = Enumerable.Range(0, plan.Shards.Length).First(index => plan.Shards[index].Pieces.Any(piece => piece.Cell == key && piece.First <= window.First && window.End <= piece.End));
        CellStore[] stores = [StudyFolder.Cell(own.Path, key), StudyFolder.Cell(ShardFolders.Of(folder, owner), key), StoreIn(ShardFolders.Of(folder, owner), ShardFolders.Choosers, key)];
        return stores.FirstOrDefault(store => store.Has(Reading, window));
    }

    private static CellStore StoreIn(string shard, string below, string key) => new(Path.Combine(shard, below, key));
}
