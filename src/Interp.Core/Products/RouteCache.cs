using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using static TorchSharp.torch;

namespace Interp.Core.Products;

/// <summary>Where the routes of this machine are kept.</summary>
internal static class RouteCache
{
    /// <summary><c>plain</c> for no measured routes, else the file to keep them in.</summary>
    public const string Variable = "INTERP_ROUTES";

    /// <summary>The file that is asked for; null for none.</summary>
    public static string? Path => Environment.GetEnvironmentVariable(Variable) switch
    {
        null or "" => System.IO.Path.Combine(Folder, $"routes-{Machine}.csv"),
        "plain" => null,
        var path => path,
    };

    /// <summary>Counts what the routes are made of: choices between others than these are not taken over.</summary>
    private const int Making = 2;

    private static string Folder => System.IO.Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache
        : OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
        : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "interp");

    /// <summary>What decides which route is fastest: the processor, threads, and what libtorch is told to use.</summary>
    private static string Machine
    {
        get
        {
            var processor = File.Exists("/proc/cpuinfo")
                ? string.Join('\n', File.ReadLines("/proc/cpuinfo").TakeWhile(line => line.Length > 0).Where(line => line.StartsWith("model", StringComparison.Ordinal) || line.StartsWith("cpu family", StringComparison.Ordinal) || line.StartsWith("flags", StringComparison.Ordinal)))
                : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "";
            var told = string.Join('\n', new[] { "ATEN_CPU_CAPABILITY", "ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA", "MKL_ENABLE_INSTRUCTIONS" }.Select(Environment.GetEnvironmentVariable));
            var text = string.Create(CultureInfo.InvariantCulture, $"{processor}\n{get_num_threads()}\n{told}\n{Making}\n{typeof(TorchSharp.torch).Assembly.GetName().Version}");
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
        }
    }
}
