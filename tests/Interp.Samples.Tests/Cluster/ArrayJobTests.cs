using System.Diagnostics;
using Interp.Core.Studies.Shards;
using Interp.Core.Studies.Specs;
using Interp.Samples.Overthinking;
using Interp.Samples.Overthinking.Cluster;
using Interp.Samples.Shared.Terminal;
using Interp.Samples.Tests.Studies;
using k8s;
using k8s.Models;

namespace Interp.Samples.Tests.Cluster;

/// <summary>What engines are given.</summary>
public sealed class ArrayJobTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static ArrayJob Job(ArrayEngine engine) => new()
    {
        Engine = engine,
        Name = "interp-study",
        Command = ["/app/interp"],
        Spec = "/study/my study.json",
        Folder = "/study/out",
        AtOnce = 2,
        Cpus = 4,
        Memory = "16G",
        Time = "4:00:00",
        ArrayLimit = 1001,
        Image = "registry.example/interp:1",
        Claim = "study",
        Mount = "/study",
    };

    private static IndexSet All(int count) => IndexSet.Of(Enumerable.Range(0, count));

    /// <summary>Strictly: a field that batch/v1 does not have is an error.</summary>
    [Fact]
    public void Kubernetes_Manifest_IsAnIndexedJobOfBatchV1()
    {
        var jobs = KubernetesYaml.LoadAllFromString(KubernetesArray.Manifest(Job(ArrayEngine.Kubernetes), All(64), 64), strict: true).Cast<V1Job>().ToArray();
        jobs.Should().HaveCount(2).And.OnlyContain(job => job.ApiVersion == "batch/v1" && job.Kind == "Job");
        var spec = jobs[0].Spec;
        (spec.CompletionMode, spec.Completions, spec.Parallelism, spec.BackoffLimitPerIndex).Should().Be(("Indexed", 64, 2, 3));
        spec.PodFailurePolicy.Rules.Select(rule => rule.Action).Should().Equal("Ignore", "Ignore", "FailIndex");
        spec.PodFailurePolicy.Rules[1].OnExitCodes.Values.Should().Equal(3, 143);
        var pod = spec.Template.Spec;
        pod.RestartPolicy.Should().Be("Never", "a pod failure policy needs it");
        pod.TerminationGracePeriodSeconds.Should().Be(60);
        var container = pod.Containers.Should().ContainSingle().Subject;
        container.Command.Should().Equal("/app/interp", "study", "run", "/study/my study.json", "--out", "/study/out", "--shard", "auto", "--quiet");
        container.Resources.Requests["cpu"].ToString().Should().Be("4");
        container.Resources.Limits["memory"].ToString().Should().Be("16G");
        container.VolumeMounts.Single().MountPath.Should().Be("/study");
        pod.Volumes.Single().PersistentVolumeClaim.ClaimName.Should().Be("study");
        spec.PodFailurePolicy.Rules[1].OnExitCodes.ContainerName.Should().Be(container.Name);
        jobs[1].Spec.Template.Spec.Containers.Single().Command.Should().EndWith(["study", "merge", "/study/out", "--wait"]);
        FluentActions.Invoking(() => KubernetesYaml.LoadAllFromString(KubernetesArray.Manifest(Job(ArrayEngine.Kubernetes), All(2), 2).Replace("completions:", "completion:", StringComparison.Ordinal), strict: true)).Should().Throw<Exception>("the check is strict");
    }

    [Fact]
    public void Kubernetes_SomeShards_AreThoseThatTheIndicesStandFor()
    {
        var job = (V1Job)KubernetesYaml.LoadAllFromString(KubernetesArray.Manifest(Job(ArrayEngine.Kubernetes), IndexSet.Parse("7,12-14"), 64), strict: true)[0];
        (job.Spec.Completions, job.Spec.Parallelism).Should().Be((4, 2));
        job.Spec.Template.Spec.Containers.Single().Command.Should().EndWith(["--among", "7,12-14"]);
    }

    [Fact]
    public void Slurm_Script_HasWhatSurvivesSlurm()
    {
        var script = SlurmArray.Script(Job(ArrayEngine.Slurm), All(5));
        script.Should().Contain(" --array=0-4%2 ").And.Contain(" --requeue ").And.Contain(" --signal=B:USR1@120 ").And.Contain(" --open-mode=append ")
            .And.Contain("--dependency=afterok:${array0%%;*}").And.Contain("--cpus-per-task=4 --mem=16G --time=4:00:00")
            .And.Contain("study run '/study/my study.json' --out /study/out --shard auto --quiet \"$@\" &").And.Contain("exec /app/interp study merge /study/out");
        Bash(script);
    }

    [Theory]
    [InlineData("0-1001", "0-1000%2 shard.sh 0-1000|0%2 shard.sh 1001")]
    [InlineData("3,7,9-11", "3,7,9-11%2 shard.sh ")]
    [InlineData("5,2000-2001", "0-2%2 shard.sh 5,2000-2001")]
    public void Slurm_IndicesAboveTheLimit_AreSplit(string shards, string arrays)
    {
        var script = SlurmArray.Script(Job(ArrayEngine.Slurm), IndexSet.Parse(shards));
        var lines = script.Split('\n').Where(line => line.Contains("--array=", StringComparison.Ordinal)).ToArray();
        lines.Select(line => $"{Between(line, "--array=", " ")} shard.sh {(line.Contains("--among ", StringComparison.Ordinal) ? Between(line, "--among ", ")") : "")}").Should().Equal(arrays.Split('|'));
        lines.Count(line => line.Contains("--dependency=afterany:${array0%%;*}", StringComparison.Ordinal)).Should().Be(lines.Length - 1);
        Bash(script);
    }

    [Fact]
    public void Names_ThatAShellOrYamlWouldRead_StayWhatTheyAre()
    {
        var odd = Job(ArrayEngine.Shell) with { Spec = "/study/it's $(touch x) \"a\": b.json" };
        Bash(SlurmArray.Script(odd, All(3)));
        var job = (V1Job)KubernetesYaml.LoadAllFromString(KubernetesArray.Manifest(odd, All(3), 3), strict: true)[0];
        job.Spec.Template.Spec.Containers.Single().Command.Should().Contain(odd.Spec);
        ShellText.Quote(odd.Spec).Should().Be("'/study/it'\\''s $(touch x) \"a\": b.json'");
    }

    /// <summary>The loop as it is printed, run; and each engine's variable set by hand, among all shards and among some.</summary>
    [SkippableFact]
    [Trait("Category", "Long")]
    public void Workers_OfAnyEngine_GiveTheBytesOfOneMachine()
    {
        Skip.If(OperatingSystem.IsWindows(), "the loop is a shell's");
        var spec = _folder.Write("s.study.json", SpecFile.Write(ShardRig.Small));
        Worker.Succeed(["study", "run", spec, "--out", _folder.File("whole"), "--quiet"]);
        var expected = StudyToys.Results(_folder.File("whole"));

        Plan("loop");
        var loop = Worker.Succeed(["study", "submit", spec, "--out", _folder.File("loop"), "--engine", "shell", "--at-once", "2", "--cpus", "1", "--print"]);
        Bash(loop, run: true);
        StudyToys.Results(_folder.File("loop/results")).Should().Equal(expected);

        Plan("by hand");
        string[] run = ["study", "run", spec, "--out", _folder.File("by hand"), "--shard", "auto", "--quiet"];
        Worker.Succeed(run, ("JOB_COMPLETION_INDEX", "0"), ("INTERP_CLUSTER", "here")).Should().Contain("Shard 0, by JOB_COMPLETION_INDEX:");
        Worker.Succeed(run, ("AWS_BATCH_JOB_ARRAY_INDEX", "1"), ("AWS_BATCH_JOB_ARRAY_SIZE", "4"), ("INTERP_CLUSTER", "here")).Should().Contain("Shard 1, by AWS_BATCH_JOB_ARRAY_INDEX:");
        Worker.Succeed(["study", "retry", _folder.File("by hand")]).Trim().Should().Be("2-3");
        foreach (var index in new[] { "0", "1" })
            Worker.Succeed([.. run, "--among", "2-3"], ("JOB_COMPLETION_INDEX", index), ("INTERP_CLUSTER", "here")).Should().Contain($"by JOB_COMPLETION_INDEX {index} among 2-3:");
        Worker.Run(run, ("JOB_COMPLETION_INDEX", "0")).Error.Should().Contain("belongs to the cluster \"here\"; this is \"Kubernetes\"");
        Worker.Run(run, ("AWS_BATCH_JOB_ARRAY_INDEX", "1"), ("AWS_BATCH_JOB_ARRAY_SIZE", "5")).Should().Match<(int Code, string, string Error)>(ended => ended.Code == 2 && ended.Error.Contains("5 shards; the plan has 4"));
        Worker.Succeed(["study", "merge", _folder.File("by hand")]);
        StudyToys.Results(_folder.File("by hand/results")).Should().Equal(expected);

        void Plan(string name) => Worker.Succeed(["study", "plan", spec, "--out", _folder.File(name), "--shards", "4"]);
    }

    [Fact]
    public void Submit_BadInput_IsRefusedByName()
    {
        using var rig = new ShardRig(ShardRig.Small, 2);
        var spec = _folder.Write("s.json", SpecFile.Write(rig.Spec));
        Refused("--engine kubernetes needs --image, --claim and --mount", "submit", spec, "--out", rig.Folder, "--engine", "kubernetes", "--print");
        Refused("is not below /elsewhere, where pods see the volume", "submit", spec, "--out", rig.Folder, "--engine", "kubernetes", "--image", "i", "--claim", "c", "--mount", "/elsewhere", "--print");
        Refused("--name: found \"Bad Name\"", "submit", spec, "--out", rig.Folder, "--engine", "slurm", "--name", "Bad Name", "--print");
        Refused("expected no control characters", "submit", spec, "--out", rig.Folder, "--engine", "slurm", "--partition", "a\nb", "--print");
        Refused("--engine shell: is a loop to copy", "submit", spec, "--out", rig.Folder, "--engine", "shell");
        Refused("is the plan of another spec", "submit", _folder.Write("other.json", SpecFile.Write(rig.Spec with { Seed = 5 })), "--out", rig.Folder, "--engine", "slurm", "--print");
        Refused("there is no plan.json in it", "retry", _folder.File("nothing"));
        Refused("--among: goes with --shard auto only", "run", spec, "--out", rig.Folder, "--among", "1");
    }

    private static void Refused(string message, params string[] arguments)
    {
        var error = new StringWriter();
        OverthinkingApp.Run(["study", .. arguments.Where(argument => argument.Length > 0)], SampleTerminal.OfWriters(TextWriter.Null, error)).Should().Be(2);
        error.ToString().Should().Contain(message);
    }

    /// <summary>Bash reads a script, or runs it.</summary>
    private static void Bash(string script, bool run = false)
    {
        using var bash = Process.Start(new ProcessStartInfo("bash", run ? ["-s"] : ["-n", "-s"]) { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true, Environment = { ["OMP_NUM_THREADS"] = "1" } })!;
        bash.StandardInput.Write(script);
        bash.StandardInput.Close();
        var (output, error) = (bash.StandardOutput.ReadToEndAsync(), bash.StandardError.ReadToEndAsync());
        bash.WaitForExit();
        bash.ExitCode.Should().Be(0, error.Result + output.Result);
    }

    private static string Between(string text, string before, string after)
    {
        var start = text.IndexOf(before, StringComparison.Ordinal) + before.Length;
        return text[start..text.IndexOf(after, start, StringComparison.Ordinal)];
    }
}
