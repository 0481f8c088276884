using System.Security.Cryptography;
using System.Text;
using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Readings;
using Interp.Core.Studies.Specs;
using Interp.Core.Studies.Stores;

namespace Interp.Core.Studies.Shards;

/// <summary>What keeps shards from being merged, a text each that names it.</summary>
/// <param name="parts">What lies there.</param>
/// <param name="withFailures">True where cells that failed are taken as such.</param>
internal sealed class ShardFaults(ShardParts parts, bool withFailures)
{
    private static readonly string[] OfCell = ["identity.json", "prompts.jsonl.gz"];

    private readonly HashSet<CellId> _choosers = [.. parts.Plan.Spec.Models.SelectMany(model => StudyPlan.Choosers(parts.Plan.Spec, model.Name))];

    /// <summary>What is foreign, double or missing; and, where nothing is, what does not fit together.</summary>
    public IReadOnlyList<string> All()
    {
        string[] faults = [.. Foreign(), .. parts.All.SelectMany(Missing)];
        return faults.Length > 0 ? faults : [.. parts.OfCell.SelectMany(Unequal)];
    }

    private IEnumerable<string> Foreign()
    {
        var root = ShardFolders.All(parts.Folder);
        if (!Directory.Exists(root))
            yield break;
        var names = Enumerable.Range(0, parts.Plan.Shards.Length).ToDictionary(index => Path.GetFileName(ShardFolders.Of(parts.Folder, index)));
        var planned = SpecFile.Write(parts.Plan.Spec) + "\n";
        foreach (var folder in Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal))
        {
            if (!names.TryGetValue(Path.GetFileName(folder), out var index))
            {
                yield return $"foreign: {folder} is no shard of the plan, which has {parts.Plan.Shards.Length}";
                continue;
            }

            var spec = ShardFolders.Spec(folder);
            if (File.Exists(spec) && File.ReadAllText(spec) != planned)
                yield return $"foreign: {spec} is another study's";
            foreach (var fault in ForeignIn(folder, index))
                yield return fault;
        }
    }

    private IEnumerable<string> ForeignIn(string shardFolder, int shard)
    {
        var cells = ShardFolders.Cells(shardFolder);
        if (!Directory.Exists(cells))
            yield break;
        foreach (var folder in Directory.EnumerateDirectories(cells).Order(StringComparer.Ordinal))
        {
            var key = Path.GetFileName(folder);
            if (!parts.OfCell.Contains(key))
            {
                yield return $"foreign: {folder} is no cell of the plan";
                continue;
            }

            ShardPart[] own = [.. parts.OfCell[key].Where(part => part.Shard == shard)];
            var expected = own.SelectMany(part => Readings(part).SelectMany(reading => Windows(part).Select(window => Path.Combine(reading, window + CellStore.Extension)))).Concat(own.Length > 0 ? OfCell : []).ToHashSet();
            var told = own.Any(part => part.Told is not null);
            foreach (var file in ShardParts.FilesOf(folder).Where(file => !expected.Contains(Path.GetRelativePath(folder, file)) && (told || own.Length == 0)))
                yield return NotDealt(file, Path.GetRelativePath(folder, file), key, shard);
        }
    }

    private string NotDealt(string file, string below, string key, int shard)
    {
        var other = parts.OfCell[key].FirstOrDefault(part => part.Shard != shard && !OfCell.Contains(below) && File.Exists(Path.Combine(part.Folder, below)));
        return other is null
            ? $"foreign: {file} was not dealt to shard {shard}"
            : $"double: {other.Cell.Id}, {below}: in shard {other.Shard}, and in shard {shard} to which it was not dealt";
    }

    private IEnumerable<string> Missing(ShardPart part)
    {
        if (part.Told is null or { State: CellState.Open })
            return [$"missing: {part}: shard {part.Shard} has not come to its end"];
        if (part.Told.State == CellState.Failed)
            return withFailures ? [] : [$"missing: {part}: failed in shard {part.Shard}: {part.Told.Reason}"];
        var files = from reading in Readings(part)
                    from window in Windows(part)
                    where !File.Exists(Path.Combine(part.Folder, reading, window + CellStore.Extension))
                    select $"missing: {part.Cell.Id}, pairs {window.First} to {window.End}, {reading}: not in shard {part.Shard}, to which it was dealt";
        return files.Concat(OfCell.Where(name => !File.Exists(Path.Combine(part.Folder, name))).Select(name => $"missing: {Path.Combine(part.Folder, name)}"));
    }

    /// <summary>All parts of a cell tell of the same cell, the same prompts, the same heads.</summary>
    private static IEnumerable<string> Unequal(IEnumerable<ShardPart> cell)
    {
        ShardPart[] there = [.. cell.Where(part => Directory.Exists(part.Folder))];
        foreach (var part in there.Where(part => File.Exists(Path.Combine(part.Folder, OfCell[0]))))
        {
            if (KeyOf(Path.Combine(part.Folder, OfCell[0])) != part.Cell.Key)
                yield return $"foreign: {Path.Combine(part.Folder, OfCell[0])} is of another cell";
        }

        foreach (var part in there.Skip(1).Where(part => part.Told!.State == CellState.Done && there[0].Told!.State == CellState.Done))
        {
            if (!part.Told!.Ablations.Select(ablation => (ablation.Name, ablation.Reading)).SequenceEqual(there[0].Told!.Ablations.Select(ablation => (ablation.Name, ablation.Reading))))
                yield return $"foreign: {part}: shard {part.Shard} ablated other heads than shard {there[0].Shard}; delete the folder of the one whose machine differs, and run it again";
            if (!File.ReadAllBytes(Path.Combine(part.Folder, OfCell[1])).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(there[0].Folder, OfCell[1]))))
                yield return $"foreign: {Path.Combine(part.Folder, OfCell[1])} has other prompts than shard {there[0].Shard} has";
        }
    }

    private static string KeyOf(string identity) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(File.ReadAllText(identity).TrimEnd('\n'))))[..16];

    private IEnumerable<PairWindow> Windows(ShardPart part) => ShardRules.Windows(parts.Plan, part.Cell, part.Piece);

    private IEnumerable<string> Readings(ShardPart part)
    {
        var readings = CellReadings.Of(parts.Plan.Spec, _choosers.Contains(part.Cell.Id));
        return [CellReadings.FolderOf(readings.Lens!.Value), .. readings.Heads ? [CellReadings.FolderOf(StudyReading.Heads)] : Array.Empty<string>(), .. (part.Told?.Ablations ?? []).Select(ablation => ablation.Reading)];
    }
}
