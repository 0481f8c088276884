using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using Interp.Core.Diagnostics;
using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Specs;
using Interp.Core.Studies.Stores;
using Interp.Core.Studies.Tables;
using Interp.Core.Transformer;

namespace Interp.Core.Studies.Running;

/// <summary>Runs studies: one forward a prompt, everything kept as it comes, going on where it was left.</summary>
public static class StudyRunner
{
    /// <summary>Runs what is missing of a study, and makes its tables.</summary>
    /// <param name="spec">What is to be measured; may ask for more than the folder's own spec, not for less.</param>
    /// <param name="sources">Where models and datasets are.</param>
    /// <param name="folder">The results folder; made if it is not there.</param>
    /// <param name="options">How; null for <see cref="StudyRunOptions.Default"/>.</param>
    /// <returns>What stands in the folder now. Cells that failed say why; the others are done.</returns>
    /// <exception cref="StoreException">The folder cannot be written, or another process works in it; what was measured is kept.</exception>
    /// <exception cref="InvalidDataException">The folder has the results of another study, or a damaged file; the message names it.</exception>
    /// <exception cref="OperationCanceledException">Stopped; what was measured is kept.</exception>
    public static StudyManifest Run(StudySpec spec, StudySources sources, string folder, StudyRunOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options ??= StudyRunOptions.Default;
        using var activity = Telemetry.Source.StartActivity("study");
        activity?.SetTag("interp.folder", folder);
        using var store = StudyFolder.Open(folder, spec, options.Clock, owner => options.Logger.TakenOver(folder, owner));
        var plan = StudyPlan.Of(spec, sources);
        var cells = new ManifestCells(plan);
        var manifest = new StudyManifest { Library = Version, Machine = Machine, Started = options.Clock.GetUtcNow(), Cells = cells.All };
        manifest.Write(folder);
        store.Events.Note("started", ("cells", plan.Cells.Length), ("failed", plan.Failures.Length));

        foreach (var model in plan.Cells.GroupBy(cell => cell.Id.Model))
            Cells(plan, store, [.. model], cells, options);

        StudyTables.Write(folder, spec, cells.All);
        manifest = manifest with { Cells = cells.All, Finished = options.Clock.GetUtcNow() };
        manifest.Write(folder);
        store.Events.Note("finished", ("done", cells.All.Count(cell => cell.State == CellState.Done)), ("failed", cells.All.Count(cell => cell.State == CellState.Failed)));
        return manifest;
    }

    private static string Version => typeof(StudyRunner).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    private static string Machine => $"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, {TorchSharp.torch.get_num_threads()} threads";

    /// <summary>The cells of one model, whose weights are loaded once, and only if something is missing.</summary>
    private static void Cells(StudyPlan plan, StudyFolder store, StudyCell[] cells, ManifestCells manifest, StudyRunOptions options)
    {
        var loaded = new Lazy<HookedTransformer>(() => cells[0].Model.Load(plan.Spec.Dtype));
        try
        {
            foreach (var cell in cells)
            {
                var index = plan.Cells.IndexOf(cell);
                using var activity = Telemetry.Source.StartActivity("study cell");
                activity?.SetTag("interp.cell", cell.Key);
                Telemetry.Cells.Add(1);
                var (before, all) = (2L * index * plan.Spec.Prompts, 2L * plan.Cells.Length * plan.Spec.Prompts);
                try
                {
                    var run = new CellRun(cell, store, loaded, options);
                    var ablations = run.Run(
                        plan.ChoosesHeads(cell),
                        () => new AblationResolver(plan.Spec, cell.Model.Info, ablation => ChosenHeads.Of(plan, store, cell, ablation)).Resolve(),
                        through => options.Progress?.Report(new StudyProgress(cell.Id, index, plan.Cells.Length, before + through, all)));
                    manifest.Done(cell, ablations);
                    store.Events.Note("cell", ("cell", cell.Key));
                }
                catch (Exception e) when (e is not StoreException && Attempt.IsOfTheCell(e)) // Results that cannot be kept concern all cells.
                {
                    options.Logger.CellFailed(e, cell.Id);
                    activity?.SetStatus(ActivityStatusCode.Error, e.Message);
                    manifest.Failed(cell, Attempt.Reason(e));
                    store.Events.Note("cell failed", ("cell", cell.Key), ("reason", Attempt.Reason(e)));
                }
            }
        }
        finally
        {
            if (loaded.IsValueCreated)
                loaded.Value.Dispose();
        }
    }
}
