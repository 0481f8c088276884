using System.Diagnostics;
using Interp.Core.Studies.Shards;
using Interp.Samples.Shared.Hosting;
using Interp.Samples.Shared.Terminal;

namespace Interp.Samples.Overthinking.Cluster;

/// <summary>Hands a job to its engine.</summary>
internal static class Submission
{
    /// <summary>What the engine is given: a script or a manifest. The same job and shards give the same text.</summary>
    public static string Text(ArrayJob job, IndexSet shards, int count) => job.Engine switch
    {
        ArrayEngine.Slurm => SlurmArray.Script(job, shards),
        ArrayEngine.Kubernetes => KubernetesArray.Manifest(job, shards, count),
        ArrayEngine.Shell => ShellLoop.Script(job, shards, count),
        _ => throw new ArgumentOutOfRangeException(nameof(job), job.Engine, "There is no such engine."),
    };

    /// <summary>Submits it with the engine's own client.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="IOException">There is no such client here, or it refused.</exception>
    public static int Submit(ArrayJob job, string text, SampleTerminal terminal)
    {
        string[] client = job.Engine switch
        {
            ArrayEngine.Slurm => ["bash", "-s"],
            ArrayEngine.Kubernetes => ["kubectl", "apply", "-f", "-"],
            _ => throw new ArgumentException("--engine shell: is a loop to copy; give --print."),
        };
        using var process = Start(client);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.StandardInput.Write(text);
        process.StandardInput.Close();
        process.WaitForExit();
        terminal.Out.Profile.Out.Writer.Write(output.GetAwaiter().GetResult());
        return process.ExitCode == 0 ? ExitCode.Success : throw new IOException($"{client[0]}: could not submit: {error.GetAwaiter().GetResult().Trim()}. --print shows what it was given.");
    }

    private static Process Start(string[] client)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(client[0], client[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new IOException($"{client[0]}: is not here ({e.Message}). --print gives what to hand to it elsewhere.", e);
        }
    }
}
