using Interp.Core.Prompts;
using Interp.Core.Studies.Methods;
using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Readings;
using Interp.Core.Studies.Stores;
using Interp.Core.Sweeps;
using Interp.Core.Transformer;

namespace Interp.Core.Studies.Running;

/// <summary>Reads a cell, window by window; what is there already is left as it is.</summary>
/// <param name="work">The cell, and which of its windows.</param>
/// <param name="folder">The results folder.</param>
/// <param name="model">Loads the model when it is needed first.</param>
/// <param name="options">How.</param>
internal sealed class CellRun(CellWork work, StudyFolder folder, Lazy<HookedTransformer> model, StudyRunOptions options)
{
    /// <summary>Reads everything.</summary>
    /// <param name="choosesHeads">True where heads are read whether or not a measure needs them.</param>
    /// <param name="ablations">Says what is taken away; asked once the lens and the heads are read.</param>
    /// <param name="through">Told the number of prompts that are through.</param>
    /// <returns>The ablations.</returns>
    public IReadOnlyList<AblationReading> Run(bool choosesHeads, Func<IReadOnlyList<AblationReading>> ablations, Action<int> through)
    {
        var cell = work.Cell;
        var store = StudyFolder.Cell(folder.Path, cell.Key);
        var prompts = cell.Prompts();
        store.Begin(cell.Identity, prompts);
        var readings = CellReadings.Of(cell.Spec, choosesHeads);
        using var lens = new CellLens(cell.Model, model);

        // Where this cell's own heads are among those that are ablated they must be known first.
        using var recordings = choosesHeads ? new WindowRecordings(options) : null;
        if (choosesHeads)
            Windows(readings, done => through(done / 2));
        var resolved = ablations();
        Windows(readings with { Ablations = [.. resolved] }, choosesHeads ? done => through(work.Pairs + done / 2) : through);
        Methods(store, prompts, readings.Methods);
        return resolved;

        void Windows(CellReadings wanted, Action<int> told)
        {
            var before = 0;
            foreach (var window in work.Windows)
            {
                options.Stop.ThrowIfCancellationRequested();
                options.Cancellation.ThrowIfCancellationRequested();
                var sweep = new WindowSweep(store, prompts, window, lens);
                var missing = sweep.Missing(wanted);
                if (!missing.IsEmpty)
                {
                    if (missing.IsOnlyAblations && recordings?.Of(window) is { } recording)
                        sweep.Replay(model.Value, missing.Ablations, recording, options.Cancellation);
                    else
                        sweep.Run(model.Value, missing, SweepOf(told, before), missing.Ablations.IsEmpty ? recordings : null);
                    folder.Events.Note("window", ("cell", cell.Key), ("window", window.ToString()));
                }

                before += 2 * window.Count;
                told(before);
            }
        }
    }

    /// <summary>What is read of the cell as a whole.</summary>
    private void Methods(CellStore store, PromptSet prompts, IEnumerable<StudyReading> methods)
    {
        var whole = new PairWindow(0, work.Pairs);
        foreach (var method in methods.Where(method => !store.Has(CellReadings.FolderOf(method), whole)))
        {
            options.Stop.ThrowIfCancellationRequested();
            var sweep = new SweepOptions { BatchTokens = options.BatchTokens, Cancellation = options.Cancellation };
            store.Write(CellReadings.FolderOf(method), whole, MethodReadings.Of(method, new MethodInput(model.Value, work.Cell, prompts, sweep)));
            folder.Events.Note("method", ("cell", work.Cell.Key), ("method", CellReadings.FolderOf(method)));
        }
    }

    private SweepOptions SweepOf(Action<int> told, int before) =>
        new() { BatchTokens = options.BatchTokens, Cancellation = options.Cancellation, Progress = new Shifted(told, before) };

    private sealed class Shifted(Action<int> through, int before) : IProgress<int>
    {
        public void Report(int value) => through(before + value);
    }
}
