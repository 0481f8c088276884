using System.Diagnostics;
using System.Globalization;

namespace Interp.Benchmarks;

/// <summary>Peak memory of a sweep above that of the plain forwards, each in a process of its own. Linux only.</summary>
internal static class SweepMemory
{
    /// <summary>Measures and prints.</summary>
    /// <param name="args">In a process of its own: the job.</param>
    public static void Run(string[] args)
    {
        if (args is [var job])
        {
            var jobs = new SweepJobs(Shapes.Create(Shapes.Pythia410M), prompts: 8, tokens: 800);
            if (job == nameof(SweepJobs.Everything))
                jobs.Everything();
            else
                jobs.PlainForwards();
            Console.WriteLine(File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]);
            return;
        }

        var (plain, everything) = (Peak(nameof(SweepJobs.PlainForwards)), Peak(nameof(SweepJobs.Everything)));
        const double Rows = 8 * 24 * 16;
        const double Allowed = 64 + Rows * (24 + 1) / 1024;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"peak of plain forwards {plain:0} MiB, of lens + attention + every head {everything:0} MiB: {everything - plain:0} MiB more; 64 MiB + 1 KiB a row and state are {Allowed:0} MiB"));
    }

    private static double Peak(string job)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["--memory", job]) { RedirectStandardOutput = true })!;
        var kibibytes = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return double.Parse(kibibytes, CultureInfo.InvariantCulture) / 1024;
    }
}
