using System.Globalization;
using System.Text.RegularExpressions;
using Interp.Core.Prompts;
using Interp.Core.Studies.Shards;
using Interp.Core.Studies.Specs;
using Interp.Samples.Tests.Studies;
using Xunit.Abstractions;

namespace Interp.Samples.Tests.Cluster;

/// <summary>Studies on a real Slurm, from the plan to the merged files.</summary>
[Trait("Category", "Long")]
public sealed partial class SlurmTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static StudySpec Spec(int prompts) => new()
    {
        Models = [new ModelSpec { Name = "overthinker" }],
        Datasets = [new DatasetSpec { Name = "unnatural" }],
        Settings = [Setting.Permuted, Setting.HalfPermuted, Setting.Random],
        Demonstrations = 8,
        Prompts = prompts,
        Resamples = 100,
        Measures = ["accuracy_gap", "layers", "heads"],
        Ablations = [new AblationSpec { Name = "heads", Component = AblatedComponent.Heads, Top = 3 }],
        Controls = new ControlSpec { Sets = 20, Match = ControlMatch.Uniform },
    };

    [SkippableFact]
    public void Array_OfFiveWithTwoAtOnceAndAMerge_GivesTheBytesOfOneMachine()
    {
        using var slurm = SlurmCluster.Start(_folder.File("slurm"));
        var (spec, shared) = Plan(Spec(150));
        var submitted = Submit(slurm, spec, shared);
        var most = 0;
        slurm.Wait(queue => most = Math.Max(most, queue.Count(task => task.Contains("RUNNING", StringComparison.Ordinal))));
        most.Should().BeInRange(1, 2);
        slurm.Job(MergeJob(submitted)).Should().Contain("JobState=COMPLETED");
        Equal(spec, shared);
    }

    /// <summary>A signal before the limit, a requeue from outside, a worker that is killed, a task that is cancelled; then what is missing is submitted again.</summary>
    [SkippableFact]
    public void Array_SignalledRequeuedKilledAndCancelled_EndsWithTheSameBytes()
    {
        using var slurm = SlurmCluster.Start(_folder.File("slurm"));
        var (spec, shared) = Plan(Spec(1000));
        var array = ArrayJob().Match(Submit(slurm, spec, shared)).Groups[1].Value;

        slurm.Signal("USR1", $"{array}_{AtWork(0)}");
        slurm.Run("scontrol", "requeue", $"{array}_{AtWork(1)}");
        var worker = ProcessOf().Match(File.ReadAllText(Path.Combine(Shard(AtWork(2)), "owner.json"))).Groups[1].Value;
        System.Diagnostics.Process.GetProcessById(int.Parse(worker, CultureInfo.InvariantCulture)).Kill();
        slurm.Run("scancel", $"{array}_{AtWork(3)}");
        slurm.Signal("USR1", $"{array}_{AtWork(4)}"); // The last task has the job id of the array.
        slurm.Wait();
        Worker.Succeed(["study", "status", shared]).Should().Contain("shards   5: 3 done, 2 broken off").And.Contain("missing  2-3");
        Worker.Succeed(["study", "retry", shared]).Trim().Should().Be("2-3");
        Worker.Run(["study", "merge", shared]).Should().Match<(int Code, string, string Error)>(ended => ended.Code == 2 && ended.Error.Contains("missing: overthinker"));

        Worker.Succeed(["study", "retry", shared, "--submit"], slurm.Variable).Should().Contain("shards 2-3");
        slurm.Wait();
        foreach (var (shard, starts) in new[] { (0, 2), (1, 2), (2, 2), (3, 2), (4, 2) })
            Starts(shard).Should().Be(starts, $"of shard {shard}");
        foreach (var signalled in new[] { 0, 4 })
            Log(signalled).Should().Contain("SIGUSR1: stopping after the step at hand").And.Contain("Stopped; what was read is kept.");
        Equal(spec, shared);

        // Waits until a shard has read something and is far from its end.
        int AtWork(int index)
        {
            Worker.Until(() => ShardSurvey.Of(shared).Shards[index] is { State: ShardState.AtWork, Progress.PromptsRead: > 0 }, $"shard {index} is at work");
            ShardSurvey.Of(shared).Shards[index].Share.Should().BeLessThan(0.9);
            return index;
        }

        string Shard(int index) => Path.Combine(shared, "shards", index.ToString("D5", CultureInfo.InvariantCulture));
        int Starts(int index) => File.ReadLines(Path.Combine(Shard(index), "events.jsonl")).Count(line => line.Contains("\"started\"", StringComparison.Ordinal));
        string Log(int index) => File.ReadAllText(Path.Combine(shared, "logs", $"{index}.log"));
    }

    private (string Spec, string Shared) Plan(StudySpec study)
    {
        var (spec, shared) = (_folder.Write("slurm.study.json", SpecFile.Write(study)), _folder.File("shared"));
        output.WriteLine(Worker.Succeed(["study", "plan", spec, "--out", shared, "--shards", "5"]));
        return (spec, shared);
    }

    private string Submit(SlurmCluster slurm, string spec, string shared)
    {
        var submitted = Worker.Succeed(["study", "submit", spec, "--out", shared, "--engine", "slurm", "--at-once", "2", "--cpus", "1"], slurm.Variable);
        output.WriteLine(submitted);
        return submitted;
    }

    /// <summary>The merged files, which the job made, are those of one machine, and no window was read twice into them.</summary>
    private void Equal(string spec, string shared)
    {
        Directory.EnumerateFiles(shared, "owner.json", SearchOption.AllDirectories).Should().BeEmpty();
        Worker.Succeed(["study", "run", spec, "--out", _folder.File("whole"), "--quiet"]);
        var merged = StudyToys.Results(Path.Combine(shared, "results"));
        merged.Should().Equal(StudyToys.Results(_folder.File("whole")));
        output.WriteLine($"{merged.Count} files are equal");
    }

    private static string MergeJob(string submitted) => Merge().Match(submitted).Groups[1].Value;

    [GeneratedRegex(@"array: job (\d+)")]
    private static partial Regex ArrayJob();

    [GeneratedRegex(@"merge: job (\d+)")]
    private static partial Regex Merge();

    [GeneratedRegex(@"""process"":(\d+)")]
    private static partial Regex ProcessOf();
}
