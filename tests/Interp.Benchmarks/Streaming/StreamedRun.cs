using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Interp.Core.Lens;
using Interp.Core.Sweeps;
using Interp.Models;

namespace Interp.Benchmarks.Streaming;

/// <summary>A label lens over random prompts in a process of its own, which may be allowed little memory. Linux only.</summary>
internal static class StreamedRun
{
    /// <summary>What the child process is called with.</summary>
    public const string Child = "--stream-of";

    /// <summary>One of them.</summary>
    /// <param name="Seconds">The sweep alone, without loading.</param>
    /// <param name="PeakBytes">Resident memory at its highest, files' pages included.</param>
    /// <param name="ReadBytes">Bytes that the process asked files for.</param>
    /// <param name="Hash">Of all label logits.</param>
    /// <param name="Plan">What the plan said before.</param>
    public sealed record Result(double Seconds, long PeakBytes, long ReadBytes, string Hash, string Plan);

    /// <summary>Runs here what a parent asked for, and prints it.</summary>
    public static void RunAsChild(string[] args)
    {
        if (args is not [var folder, var placement, var prompts, var tokens, var batch, var streamMebibytes])
            throw new ArgumentException("Expected: folder, placement, prompts, tokens, tokens of a batch, mebibytes of streams.", nameof(args));
        using var model = RandomNeoX.Load(folder, Enum.Parse<WeightPlacement>(placement));
        var set = RandomPrompts.Of(model, Number(prompts), Number(tokens));
        var options = new SweepOptions { BatchTokens = Number(batch), StreamBytes = (long)Number(streamMebibytes) << 20 };
        var plan = StreamingPlan.Of(model, set, options);
        Sweep.Run(model, set[..1], [new LensReader(RandomPrompts.LabelTokens)], options with { BatchTokens = 64 }); // warm
        var lens = new LensReader(RandomPrompts.LabelTokens);
        var before = ReadSoFar();
        var clock = Stopwatch.StartNew();
        Sweep.Run(model, set, [lens], options);
        var seconds = clock.Elapsed.TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds:R}\t{Field("/proc/self/status", "VmHWM:") * 1024}\t{ReadSoFar() - before}\t{Hash(lens.Scores, set.Length)}\t{plan.ToString().ReplaceLineEndings("; ")}"));
    }

    /// <param name="folder">The model.</param>
    /// <param name="placement">Where its weights are.</param>
    /// <param name="prompts">How many, of how many tokens, how many in a batch.</param>
    /// <param name="streamMebibytes">What streams may take.</param>
    /// <param name="allowed">Bytes of data the process may have (its private writable memory, resident or not); null for no limit.</param>
    public static Result Of(string folder, WeightPlacement placement, (int Count, int Tokens, int BatchTokens) prompts, int streamMebibytes, long? allowed)
    {
        string[] self = [Environment.ProcessPath!, Child, folder, $"{placement}", $"{prompts.Count}", $"{prompts.Tokens}", $"{prompts.BatchTokens}", $"{streamMebibytes}"];
        // Stacks count as data: those of two dozen threads would take half of a small allowance.
        string[] line = allowed is { } bytes ? ["prlimit", $"--data={bytes}", "--stack=1048576", .. self] : self;
        var start = new ProcessStartInfo(line[0], line[1..]) { RedirectStandardOutput = true };
        if (allowed is not null)
        {
            // What is freed of a mebibyte or more goes back at once; else the holes that blocks leave take half as much again.
            start.Environment["MALLOC_MMAP_THRESHOLD_"] = "1048576";
            start.Environment["MALLOC_ARENA_MAX"] = "2";
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0 || output.Split('\t') is not [var seconds, var peak, var read, var hash, var plan])
            throw new InvalidOperationException($"The run with {placement} weights ended with {process.ExitCode}: {output}");
        return new Result(double.Parse(seconds, CultureInfo.InvariantCulture), long.Parse(peak, CultureInfo.InvariantCulture), long.Parse(read, CultureInfo.InvariantCulture), hash, plan.Trim());
    }

    private static long ReadSoFar() => Field("/proc/self/io", "rchar:");

    private static long Field(string path, string name) =>
        long.Parse(File.ReadLines(path).First(line => line.StartsWith(name, StringComparison.Ordinal)).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    private static string Hash(LabelScores scores, int prompts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (prompt, state, demonstration) in Enumerable.Range(0, prompts).SelectMany(prompt => scores.States.SelectMany(state => scores.Demonstrations.Select(demonstration => (prompt, state, demonstration)))))
            hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(scores.Logits(prompt, state, demonstration)));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
