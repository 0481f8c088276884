using System.Diagnostics;

namespace Interp.Samples.Tests.Cluster;

/// <summary>The sample's command line as a process of its own.</summary>
internal static class Worker
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>What starts it.</summary>
    public static string[] Command => [Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "interp.dll")];

    /// <summary>Starts it, on one thread.</summary>
    public static Process Start(string[] arguments, params (string Name, string? Value)[] variables)
    {
        var start = new ProcessStartInfo(Command[0], [.. Command[1..], .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["OMP_NUM_THREADS"] = "1";
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Waits for its end.</summary>
    public static (int Code, string Output, string Error) End(Process process)
    {
        using (process)
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            process.WaitForExit(Longest).Should().BeTrue("it must come to its end");
            return (process.ExitCode, output.Result, error.Result);
        }
    }

    /// <summary>Runs it to its end.</summary>
    public static (int Code, string Output, string Error) Run(string[] arguments, params (string Name, string? Value)[] variables) => End(Start(arguments, variables));

    /// <summary>Runs it; it must succeed.</summary>
    /// <returns>Its standard output.</returns>
    public static string Succeed(string[] arguments, params (string Name, string? Value)[] variables)
    {
        var (code, output, error) = Run(arguments, variables);
        code.Should().Be(0, error + output);
        return output;
    }

    /// <summary>Waits for something that a process does.</summary>
    public static void Until(Func<bool> holds, string what)
    {
        for (var watch = Stopwatch.StartNew(); !holds(); Thread.Sleep(100))
            watch.Elapsed.Should().BeLessThan(Longest, what);
    }
}
