using System.Diagnostics;
using System.Globalization;

namespace Interp.Benchmarks;

/// <summary>Peak memory of sweeps above the loaded model, each in a process of its own. Linux only.</summary>
internal static class SweepMemory
{
    private static readonly Dictionary<string, (string What, string Shape, int Prompts, int Tokens, int? BatchTokens, Action<SweepJobs> Run)> Jobs = new()
    {
        ["lens"] = ("lens of SmolLM2's shape, 4 x 512 tokens", Shapes.SmolLM2, 4, 512, 2048, jobs => jobs.Lens()),
        ["lens-4096"] = ("lens of SmolLM2's shape, 8 x 512 tokens at once", Shapes.SmolLM2, 8, 512, 4096, jobs => jobs.Lens()),
        ["vocabulary"] = ("full-vocabulary lens, 4 x 512 tokens", Shapes.SmolLM2, 4, 512, 2048, jobs => jobs.VocabularyLens()),
        ["plain"] = ("plain forwards of Pythia-410M's shape, 8 x 800 tokens", Shapes.Pythia410M, 8, 800, null, jobs => jobs.PlainForwards()),
        ["everything"] = ("lens + attention + every head of it", Shapes.Pythia410M, 8, 800, null, jobs => jobs.Everything()),
    };

    /// <summary>Measures and prints.</summary>
    /// <param name="args">In a process of its own: the job.</param>
    public static void Run(string[] args)
    {
        if (args is [var name])
        {
            Console.WriteLine(Peak(name));
            return;
        }

        Console.WriteLine(Machine.Name);
        foreach (var (job, (what, _, _, _, _, _)) in Jobs)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-56} {OwnProcess(job) / 1024.0,8:0} MiB above the loaded model"));
    }

    /// <summary>KiB.</summary>
    private static long Peak(string name)
    {
        var (_, shape, prompts, tokens, batchTokens, run) = Jobs[name];
        var jobs = new SweepJobs(Shapes.Create(shape), prompts, tokens, batchTokens);
        File.WriteAllText("/proc/self/clear_refs", "5"); // The peak starts anew.
        var before = Status("VmRSS:");
        run(jobs);
        return Status("VmHWM:") - before;
    }

    private static long Status(string key) =>
        long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith(key, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);

    private static long OwnProcess(string job)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["--memory", job]) { RedirectStandardOutput = true })!;
        var kibibytes = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return long.Parse(kibibytes, CultureInfo.InvariantCulture);
    }
}
