using System.Collections.Immutable;
using System.CommandLine;
using System.Text.RegularExpressions;

namespace Interp.Samples.Overthinking.Cluster;

/// <summary>The options of "study submit" that say what each task gets.</summary>
internal sealed partial class JobOptions
{
    private readonly Option<ArrayEngine> _engine = new("--engine") { Description = "Who runs the array: slurm, kubernetes, or shell for a loop to copy.", HelpName = "NAME", Required = true };
    private readonly Option<int> _atOnce = CommonOptions.Number("--at-once", "Most tasks at once.", 16, 1, 100_000);
    private readonly Option<int> _cpus = CommonOptions.Number("--cpus", "CPUs a task.", 4, 1, 4096);
    private readonly Option<string?> _memory = Text("--memory", "Memory a task, as the engine writes it: 16G.");
    private readonly Option<string?> _time = Text("--time", "Slurm: longest time a task, 4:00:00. A task goes on after its requeue.");
    private readonly Option<string?> _partition = Text("--partition", "Slurm: the partition.");
    private readonly Option<int> _limit = CommonOptions.Number("--array-limit", "Slurm: the cluster's MaxArraySize; larger arrays are split.", 1001, 2, 4_000_000);
    private readonly Option<string?> _name = Text("--name", "The job's name.");
    private readonly Option<string?> _image = Text("--image", "Kubernetes: the image with this program.");
    private readonly Option<string?> _claim = Text("--claim", "Kubernetes: claim of the volume that all pods share.");
    private readonly Option<string?> _mount = Text("--mount", "Kubernetes: where the volume is mounted; spec and folder lie below.");
    private readonly Option<string[]> _command = new("--command") { Description = "What starts this program there; without it what started it here, of a container /app/interp.", HelpName = "WORD", AllowMultipleArgumentsPerToken = true };

    private JobOptions()
    {
    }

    /// <summary>Adds them to a command.</summary>
    public static JobOptions AddTo(Command command)
    {
        var options = new JobOptions();
        foreach (var option in new Option[] { options._engine, options._atOnce, options._cpus, options._memory, options._time, options._partition, options._limit, options._name, options._image, options._claim, options._mount, options._command })
            command.Add(option);
        return options;
    }

    /// <summary>The job.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="spec">The spec.</param>
    /// <param name="folder">The folder with the plan.</param>
    /// <exception cref="ArgumentException">Something that the engine needs is missing, or not as it takes it.</exception>
    public ArrayJob Of(ParseResult parsed, string spec, string folder)
    {
        var job = new ArrayJob
        {
            Engine = parsed.GetRequiredValue(_engine),
            Name = parsed.GetValue(_name) ?? "interp-study",
            Command = parsed.GetValue(_command) is { Length: > 0 } words ? [.. words] : parsed.GetRequiredValue(_engine) == ArrayEngine.Kubernetes ? ["/app/interp"] : Self(),
            Spec = Path.GetFullPath(spec),
            Folder = Path.GetFullPath(folder),
            AtOnce = parsed.GetValue(_atOnce),
            Cpus = parsed.GetValue(_cpus),
            Memory = parsed.GetValue(_memory),
            Time = parsed.GetValue(_time),
            Partition = parsed.GetValue(_partition),
            ArrayLimit = parsed.GetValue(_limit),
            Image = parsed.GetValue(_image),
            Claim = parsed.GetValue(_claim),
            Mount = parsed.GetValue(_mount)?.TrimEnd('/'),
        };
        Check(job);
        return job;
    }

    private static void Check(ArrayJob job)
    {
        if (!JobName().IsMatch(job.Name))
            throw new ArgumentException($"--name: found \"{job.Name}\", expected at most 50 of a-z, 0-9 and -, a letter first.");
        if (new[] { job.Spec, job.Folder, job.Memory, job.Time, job.Partition, job.Image, job.Claim, job.Mount }.Concat(job.Command).FirstOrDefault(text => text?.Any(char.IsControl) == true) is { } odd)
            throw new ArgumentException($"found {System.Text.Json.JsonSerializer.Serialize(odd)}, expected no control characters in paths and options.");
        if (job.Engine != ArrayEngine.Kubernetes)
            return;
        if (job.Image is null || job.Claim is null || job.Mount is not { Length: > 0 } mount || !mount.StartsWith('/'))
            throw new ArgumentException("--engine kubernetes needs --image, --claim and --mount, a path from / on.");
        if (new[] { job.Spec, job.Folder }.FirstOrDefault(path => !path.StartsWith(mount + "/", StringComparison.Ordinal)) is { } outside)
            throw new ArgumentException($"{outside}: is not below {mount}, where pods see the volume. Put spec and folder there, at the same path.");
    }

    private static ImmutableArray<string> Self()
    {
        var (process, dll) = (Environment.ProcessPath!, Path.Combine(AppContext.BaseDirectory, $"{typeof(JobOptions).Assembly.GetName().Name}.dll"));
        return Path.GetFileNameWithoutExtension(process) == typeof(JobOptions).Assembly.GetName().Name ? [process] : [process, dll];
    }

    private static Option<string?> Text(string name, string description) => new(name) { Description = description, HelpName = "TEXT" };

    [GeneratedRegex(@"^[a-z]([-a-z0-9]{0,48}[a-z0-9])?\z")]
    private static partial Regex JobName();
}
