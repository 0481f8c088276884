using System.Runtime.InteropServices;

namespace Interp.Models.Tests.Checkpoints;

/// <summary>The most memory that this process has had resident, as Linux counts it.</summary>
internal static class PeakMemory
{
    /// <summary>Gives back what is free, makes what is left the peak, and returns it.</summary>
    public static long Reset()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        // Else what earlier tests freed would serve this one, and its cost would not show.
        _ = TrimHeap(0);
        File.WriteAllText("/proc/self/clear_refs", "5");
        return Read();
    }

    public static long Read()
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
    }

    [DllImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int TrimHeap(nuint keep);
}
