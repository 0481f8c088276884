using System.Diagnostics;

namespace Interp.Samples.Tests.Scripts;

/// <summary>Runs programs.</summary>
internal static class Processes
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <returns>Standard output; the test fails where the exit code is not 0.</returns>
    public static string Run(string program, string[] arguments, string folder, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(Limit))
            process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.ExitCode.Should().Be(0, $"{program} {string.Join(' ', arguments)}: {output.Result}{error.Result}");
        return output.Result.ReplaceLineEndings("\n");
    }
}
