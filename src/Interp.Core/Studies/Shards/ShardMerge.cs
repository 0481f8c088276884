using Interp.Core.Studies.Running;
using Interp.Core.Studies.Stores;
using Interp.Core.Studies.Tables;

namespace Interp.Core.Studies.Shards;

/// <summary>Makes of the shards' folders the results folder that one machine would have left: the same files, the same bytes.</summary>
public static class ShardMerge
{
    private const int MostNamed = 10;

    /// <summary>Merges.</summary>
    /// <param name="folder">The folder with the plan.</param>
    /// <param name="target">The results folder; made if it is not there.</param>
    /// <param name="withFailures">Takes cells that failed as rows with their reasons, as one machine does; otherwise they are refused.</param>
    /// <param name="clock">Tells the time for the manifest; null for the system's.</param>
    /// <returns>What stands in the results folder.</returns>
    /// <exception cref="InvalidDataException">Something is missing, double or foreign, or damaged; each is named. Nothing was written.</exception>
    /// <exception cref="StoreException">The folder cannot be written, or somebody works in it.</exception>
    public static StudyManifest Run(string folder, string target, bool withFailures = false, TimeProvider? clock = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentException.ThrowIfNullOrEmpty(target);
        clock ??= TimeProvider.System;
        var started = clock.GetUtcNow();
        var parts = new ShardParts(folder, ShardPlan.Read(folder));
        if (new ShardFaults(parts, withFailures).All() is { Count: > 0 } faults)
            throw new InvalidDataException($"{folder}: cannot be merged: {string.Join("; ", faults.Take(MostNamed))}{(faults.Count > MostNamed ? $"; and {faults.Count - MostNamed} more" : "")}. \"study status\" shows the shards, \"study retry\" runs what is missing.");

        using var results = StudyFolder.Open(target, parts.Plan.Spec, clock, _ => { });
        foreach (var (from, to) in parts.Files())
            Copy(from, Path.Combine(target, "cells", to));
        var cells = parts.Cells;
        StudyTables.Write(target, parts.Plan.Spec, cells);
        var manifest = new StudyManifest { Library = StudyRunner.Version, Machine = $"{parts.Plan.Shards.Length} shards", Started = started, Finished = clock.GetUtcNow(), Cells = cells };
        manifest.Write(target);
        results.Events.Note("merged", ("shards", parts.Plan.Shards.Length));
        return manifest;
    }

    private static void Copy(string from, string to)
    {
        SafeFile.Guard(to, () => Directory.CreateDirectory(Path.GetDirectoryName(to)!));
        using var source = File.OpenRead(from);
        SafeFile.Write(to, source.CopyTo);
    }
}
