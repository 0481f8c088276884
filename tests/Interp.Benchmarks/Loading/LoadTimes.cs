using System.Diagnostics;
using System.Globalization;
using Interp.Models;
using Interp.Tests;
using static TorchSharp.torch;

namespace Interp.Benchmarks.Loading;

/// <summary>
/// Seconds and peak memory of loading 1 GB of float32 weights from each layout of files, each time in a process of its own,
/// beside plain reading of the same file. The files are in the system's cache. Linux only.
/// </summary>
internal static class LoadTimes
{
    private const string Child = "--load-of";
    private const int Rounds = 3;
    private const double Giga = 1e9;

    /// <summary>Measures and prints; true if the arguments asked for it. A second argument takes the layouts whose names hold it.</summary>
    public static bool Run(string[] args)
    {
        switch (args)
        {
            case [Child, var source, var dtype]:
                Console.WriteLine(Measure(source, Enum.Parse<ScalarType>(dtype)));
                return true;
            case ["--load", .. var rest]:
                Print(rest is [var part] ? part : "");
                return true;
            default:
                return false;
        }
    }

    private static void Print(string part)
    {
        Console.WriteLine($"{Environment.ProcessorCount} cores; medians of {Rounds} processes; weights {LargeLlama.Weights * sizeof(float) / Giga:0.00} GB in float32");
        Console.WriteLine($"{"file",-34} {"GB",5} {"read",7} {"load",7} {"touched",8} {"s a GB",7} {"peak",6}");
        foreach (var file in LargeLlama.Files.Where(file => file.Name.Contains(part, StringComparison.Ordinal)))
        {
            using var folder = new TemporaryFolder();
            var source = file.Write(folder);
            var weights = Directory.EnumerateFiles(folder.Path).MaxBy(path => new FileInfo(path).Length)!;
            ReadAll(weights);
            var plain = Median(Enumerable.Range(0, Rounds).Select(_ => ReadAll(weights)));
            var runs = Enumerable.Range(0, Rounds).Select(_ => InProcess(source, file.Dtype)).ToArray();
            var bytes = LargeLlama.Weights * (file.Dtype == ScalarType.BFloat16 ? 2.0 : 4.0);
            var seconds = Median(runs.Select(run => run[0]));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{file.Name,-34} {new FileInfo(weights).Length / Giga,5:0.00} {plain,5:0.000} s {seconds,5:0.000} s {Median(runs.Select(run => run[1])),6:0.000} s {seconds / (LargeLlama.Weights * sizeof(float) / Giga),7:0.000} x {Median(runs.Select(run => run[2])) / bytes:0.00}"));
        }
    }

    /// <summary>Seconds until the model is there and until every weight was looked at, and bytes by which the resident memory rose at most before that.</summary>
    private static string Measure(string source, ScalarType dtype)
    {
        var options = new PretrainedOptions { Dtype = dtype, WithTokenizer = false };
        Pretrained.Load("tiny-llama", options).Dispose(); // loads libtorch
        File.WriteAllText("/proc/self/clear_refs", "5");
        var before = PeakMemory();
        var clock = Stopwatch.StartNew();
        using var model = Pretrained.Load(source, options);
        var loaded = clock.Elapsed.TotalSeconds;
        var peak = PeakMemory() - before;
        foreach (var weight in model.Weights)
            weight.Tensor.max().Dispose();
        return string.Create(CultureInfo.InvariantCulture, $"{loaded} {clock.Elapsed.TotalSeconds} {peak}");
    }

    private static double[] InProcess(string source, ScalarType dtype)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [Child, source, $"{dtype}"]) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return [.. output.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
    }

    /// <summary>Seconds in which one thread reads a file through a buffer of 1 MiB.</summary>
    private static double ReadAll(string path)
    {
        var clock = Stopwatch.StartNew();
        using var file = File.OpenHandle(path);
        var buffer = new byte[1 << 20];
        long at = 0;
        for (int read; (read = RandomAccess.Read(file, buffer, at)) > 0;)
            at += read;
        return clock.Elapsed.TotalSeconds;
    }

    private static long PeakMemory() => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);
}
