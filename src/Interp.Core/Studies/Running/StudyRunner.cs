using System.Reflection;
using System.Runtime.InteropServices;
using Interp.Core.Diagnostics;
using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Specs;
using Interp.Core.Studies.Stores;
using Interp.Core.Studies.Tables;

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
        var work = new StudyWork(plan, store, [.. plan.Cells.Select(cell => CellWork.Whole(cell, spec.Prompts))], options);
        var manifest = new StudyManifest { Library = Version, Machine = Machine, Started = options.Clock.GetUtcNow(), Cells = work.Manifest.All };
        manifest.Write(folder);
        store.Events.Note("started", ("cells", plan.Cells.Length), ("failed", plan.Failures.Length));

        work.Run((cell, _) => StudyFolder.Cell(folder, cell.Key));
        var cells = work.Manifest.All;
        StudyTables.Write(folder, spec, cells);
        manifest = manifest with { Cells = cells, Finished = options.Clock.GetUtcNow() };
        manifest.Write(folder);
        store.Events.Note("finished", ("done", cells.Count(cell => cell.State == CellState.Done)), ("failed", cells.Count(cell => cell.State == CellState.Failed)));
        return manifest;
    }

    internal static string Version => typeof(StudyRunner).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    internal static string Machine => $"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, {TorchSharp.torch.get_num_threads()} threads";
}
