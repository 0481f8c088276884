using System.Diagnostics;
using System.Globalization;

namespace Interp.Samples.Tests.Cluster;

/// <summary>A real Slurm of one node, started by the script of the tests; ended with it.</summary>
internal sealed class SlurmCluster : IDisposable
{
    private readonly string _root;

    private SlurmCluster(string root) => _root = root;

    /// <summary>What processes need to find it.</summary>
    public (string Name, string? Value) Variable => ("SLURM_CONF", Path.Combine(_root, "slurm.conf"));

    /// <summary>Starts one, or skips the test with the reason. With INTERP_SLURM=install Debian's packages are installed.</summary>
    public static SlurmCluster Start(string root)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Slurm runs on Linux");
        Skip.IfNot(Environment.UserName == "root", "slurmd starts jobs as root only");
        if (Environment.GetEnvironmentVariable("INTERP_SLURM") == "install")
            Script("install");
        Skip.IfNot(File.Exists("/usr/sbin/slurmctld") && File.Exists("/usr/sbin/slurmd") && File.Exists("/usr/bin/sbatch"), "there is no Slurm here; INTERP_SLURM=install installs Debian's slurmctld, slurmd and slurm-client");
        var cluster = new SlurmCluster(root);
        Script("start", root);
        return cluster;
    }

    /// <summary>Runs one of Slurm's commands.</summary>
    /// <returns>Its standard output.</returns>
    public string Run(string command, params string[] arguments) => Run(command, arguments, ("SLURM_CONF", Variable.Value));

    /// <summary>Signals the batch script of a task, as Slurm does before a time limit.</summary>
    /// <remarks>A task that requeues itself at once makes scancel wait for minutes and then fail, though the signal has arrived.</remarks>
    public void Signal(string signal, string task) => Run("bash", "-c", $"timeout 3 scancel --batch --signal={signal} {task} || true");

    /// <summary>Tasks in the queue, as "1_0 RUNNING".</summary>
    public string[] Queue() => Run("squeue", "-h", "-r", "-o", "%i %T").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Waits until nothing is queued.</summary>
    /// <param name="watch">Looks at the queue each time.</param>
    public void Wait(Action<string[]>? watch = null) => Worker.Until(
        () =>
        {
            var queue = Queue();
            watch?.Invoke(queue);
            return queue.Length == 0;
        },
        "the queue runs empty");

    /// <summary>What the controller knows of a job.</summary>
    public string Job(string id) => Run("scontrol", "-o", "show", "job", id);

    public void Dispose() => Script("stop", _root);

    private static void Script(params string[] arguments) => Run("bash", [Path.Combine(Repository.Root, "tests", "Slurm", "slurm.sh"), .. arguments]);

    private static string Run(string command, string[] arguments, params (string Name, string? Value)[] variables)
    {
        // Daemons keep what they inherit: no pipes, or reading them would never end.
        var files = Directory.CreateTempSubdirectory();
        try
        {
            var start = new ProcessStartInfo("bash", ["-c", "exec \"$@\" > \"$OUTPUT\" 2>&1 < /dev/null", "bash", command, .. arguments]) { Environment = { ["OUTPUT"] = Path.Combine(files.FullName, "out") } };
            foreach (var (name, value) in variables)
                start.Environment[name] = value;
            using var process = Process.Start(start)!;
            process.WaitForExit();
            var output = File.ReadAllText(Path.Combine(files.FullName, "out"));
            process.ExitCode.Should().Be(0, string.Create(CultureInfo.InvariantCulture, $"{command} {string.Join(' ', arguments)}: {output}"));
            return output;
        }
        finally
        {
            files.Delete(recursive: true);
        }
    }
}
