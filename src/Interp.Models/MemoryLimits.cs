using System.Globalization;

namespace Interp.Models;

/// <summary>How much more memory this process may take: by the machine, by its control groups (a container's or a job's limit), by its own limit of data.</summary>
internal static class MemoryLimits
{
    private const string Groups = "/sys/fs/cgroup";

    /// <summary>Bytes; the smallest of all limits, less what counts against it already and cannot be dropped.</summary>
    public static long Available() => OperatingSystem.IsLinux()
        ? new[] { OfMachine(), OfData() }.Concat(OfGroups()).OfType<long>().DefaultIfEmpty(OfRuntime()).Min()
        : OfRuntime();

    private static long OfRuntime() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes - Environment.WorkingSet;

    private static long? OfMachine() => Field("/proc/meminfo", "MemAvailable:") * 1024;

    private static long? OfData() => Lines("/proc/self/limits").FirstOrDefault(line => line.StartsWith("Max data size", StringComparison.Ordinal)) is { } limit
        ? Number(limit["Max data size".Length..]) - Field("/proc/self/status", "VmData:") * 1024
        : null;

    /// <summary>Version 2 has one hierarchy, version 1 one for memory; limits of groups above count too.</summary>
    private static IEnumerable<long?> OfGroups()
    {
        foreach (var line in Lines("/proc/self/cgroup").Select(line => line.Split(':', 3)).Where(parts => parts.Length == 3))
        {
            var (root, limit, usage, cache) = line switch
            {
                [_, "", _] => (Groups, "memory.max", "memory.current", "file"),
                [_, "memory", _] => ($"{Groups}/memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_cache"),
                _ => ("", "", "", ""),
            };
            for (var group = line[2].TrimEnd('/'); root.Length > 0; group = group[..Math.Max(0, group.LastIndexOf('/'))])
            {
                var folder = root + group;
                if (Number(Lines($"{folder}/{limit}").FirstOrDefault()) is { } most)
                    yield return most - (Number(Lines($"{folder}/{usage}").FirstOrDefault()) ?? 0) + (Field($"{folder}/memory.stat", cache) ?? 0);
                if (group.Length == 0)
                    break;
            }
        }
    }

    private static long? Field(string path, string name) =>
        Number(Lines(path).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal) && line[name.Length..].StartsWith(' '))?[name.Length..])
        ?? Number(Lines(path).FirstOrDefault(line => line.StartsWith($"{name}\t", StringComparison.Ordinal))?[name.Length..]);

    /// <summary>The first word where it is a number ("max" and "unlimited" are none).</summary>
    private static long? Number(string? text) =>
        long.TryParse(text?.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>None where the file is not there or not for us.</summary>
    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
