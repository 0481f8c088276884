using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Interp.Core.Products;
using Interp.Models.Hub;
using TorchSharp;

namespace Interp.Samples.Overthinking.Commands;

/// <summary>Looks at this machine.</summary>
internal static class MachineCheck
{
    /// <summary>All findings, in the order in which one needs the other.</summary>
    public static IEnumerable<Finding> All() => [Runtime(), Torch(), Standard(), Cores(), Instructions(), BFloat16(), Routes(), Memory(), Cache(), Disk()];

    private static Finding Runtime() => new("runtime", true, $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}");

    private static Finding Torch()
    {
        try
        {
            using var one = torch.ones(1);
            return new("libtorch", true, $"TorchSharp {typeof(torch).Assembly.GetName().Version}, {torch.get_num_threads()} threads, CUDA {(torch.cuda.is_available() ? "there" : "not there")}");
        }
        catch (Exception e) when (e is NotSupportedException or DllNotFoundException or TypeInitializationException)
        {
            return new("libtorch", false, $"does not load ({e.GetBaseException().Message.ReplaceLineEndings(" ")}); reference libtorch-cpu-linux-x64, -win-x64 or -osx-arm64, or a TorchSharp-cuda-* package");
        }
    }

    /// <summary>TorchSharp's library asks for a version that older systems lack; the build marks that weak (see RelaxGlibcxx.cs).</summary>
    private static Finding Standard()
    {
        if (!OperatingSystem.IsLinux())
            return new("libstdc++", true, "not needed here");
        const string Wanted = "GLIBCXX_3.4.32";
        string[] folders = ["/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu", "/usr/lib64", "/lib64", "/usr/lib", "/lib"];
        var path = folders.Select(folder => Path.Combine(folder, "libstdc++.so.6")).FirstOrDefault(File.Exists);
        var has = path is not null && File.ReadAllBytes(path).AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(Wanted + "\0")) >= 0;
        return new("libstdc++", path is not null, path is null ? "not found: install libstdc++6" : has ? $"{path} has {Wanted}" : $"{path} lacks {Wanted}; the copy of TorchSharp's library beside this program does not need it");
    }

    private static Finding Cores() => new("cores", true, Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture));

    private static Finding Instructions()
    {
        (string Name, bool Has)[] sets =
        [
            ("SSE4.2", Sse42.IsSupported), ("AVX2", Avx2.IsSupported), ("FMA", Fma.IsSupported), ("AVX-512", Avx512F.IsSupported),
            ("AVX-VNNI", AvxVnni.IsSupported), ("NEON", AdvSimd.IsSupported), ("dot product", Dp.IsSupported),
        ];
        return new("instruction sets", true, string.Join(", ", sets.Where(set => set.Has).Select(set => set.Name)));
    }

    private static Finding BFloat16()
    {
        var ratio = BFloat16Speed.Ratio(1024, 4096, torch.CPU);
        return new("bfloat16", true, string.Create(CultureInfo.InvariantCulture, $"a matrix product takes {1 / ratio:0.00} of float32's time; {(ratio >= BFloat16Speed.Worthwhile ? "worthwhile" : "not worthwhile")}"));
    }

    private static Finding Routes()
    {
        var routes = ProductRoutes.OfThisMachine();
        return new("routes", true, routes.File is { } file
            ? $"{file}: {string.Join(", ", routes.Chosen.Values.CountBy(route => route).OrderBy(count => count.Key).Select(count => $"{count.Value} kinds of products by {count.Key}").DefaultIfEmpty("nothing measured yet"))}"
            : "plain, as INTERP_ROUTES says");
    }

    private static Finding Memory() => new("memory", true, $"{Gibibytes(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)} for this process");

    private static Finding Cache()
    {
        var options = HubOptions.FromEnvironment();
        var count = Directory.Exists(options.CacheDirectory) ? Directory.GetDirectories(options.CacheDirectory, "models--*").Length : 0;
        return new("cache", true, $"{options.CacheDirectory}: {count} models{(options.Offline ? "; offline" : "")}");
    }

    private static Finding Disk()
    {
        var folder = HubOptions.FromEnvironment().CacheDirectory;
        while (!Directory.Exists(folder))
            folder = Path.GetDirectoryName(folder)!;
        return new("disk", true, $"{Gibibytes(new DriveInfo(folder).AvailableFreeSpace)} free at {folder}");
    }

    private static string Gibibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.0} GiB");
}
