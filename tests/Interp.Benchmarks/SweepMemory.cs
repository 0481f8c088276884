using System.Diagnostics;
using System.Globalization;

namespace Interp.Benchmarks;

/// <summary>Peak memory of a sweep above that of the plain forwards, each in a process of its own. Linux only.</summary>
internal static class SweepMemory
{
    private const string Child = "--memory-of";

    /// <summary>Measures and prints; true if the arguments asked for it.</summary>
    public static bool Run(string[] args)
    {
        if (args is [Child, var job])
        {
            var jobs = new SweepJobs(LargeModel.Create(), prompts: 8);
            if (job == nameof(SweepJobs.Everything))
                jobs.Everything();
            else
                jobs.PlainForwards();
            Console.WriteLine(File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]);
            return true;
        }

        if (args is not ["--memory"])
            return false;
        var (plain, everything) = (Peak(nameof(SweepJobs.PlainForwards)), Peak(nameof(SweepJobs.Everything)));
        const double Rows = 8 * LargeModel.Layers * LargeModel.Heads;
        const double Allowed = 64 + Rows * (LargeModel.Layers + 1) / 1024;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"peak of plain forwards {plain:0} MiB, of lens + attention + every head {everything:0} MiB: {everything - plain:0} MiB more; 64 MiB + 1 KiB a row and state are {Allowed:0} MiB"));
        return true;
    }

    private static double Peak(string job)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [Child, job]) { RedirectStandardOutput = true })!;
        var kibibytes = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return double.Parse(kibibytes, CultureInfo.InvariantCulture) / 1024;
    }
}
