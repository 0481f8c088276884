using TorchSharp;

namespace Interp.Benchmarks;

/// <summary>What numbers were measured on.</summary>
internal static class Machine
{
    /// <summary>CPU, cores, instruction sets, threads.</summary>
    public static string Name
    {
        get
        {
            var lines = File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").Take(30).ToArray() : [];
            string Value(string key) => lines.FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))?.Split(": ", 2)[^1] ?? "unknown";
            var flags = Value("flags").Split(' ');
            string[] sets = [.. new[] { "avx2", "avx512f", "avx512_bf16", "amx_bf16" }.Where(flags.Contains)];
            var asked = Environment.GetEnvironmentVariable("ATEN_CPU_CAPABILITY") is { } capability ? $", ATEN_CPU_CAPABILITY={capability}" : "";
            return $"{Value("model name")} family {Value("cpu family")}, {Environment.ProcessorCount} cores ({string.Join(" ", sets)}), {torch.get_num_threads()} threads{asked}";
        }
    }

    /// <summary>Pages that the kernel has given this process so far; 0 where it does not say.</summary>
    public static long PageFaults
    {
        get
        {
            if (!File.Exists("/proc/self/stat"))
                return 0;
            var stat = File.ReadAllText("/proc/self/stat");
            return long.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[7], System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
