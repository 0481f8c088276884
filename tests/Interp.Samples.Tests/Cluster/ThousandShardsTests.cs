using System.Diagnostics;
using System.Globalization;
using Interp.Core.Prompts;
using Interp.Core.Randomness;
using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Running;
using Interp.Core.Studies.Shards;
using Interp.Core.Studies.Specs;
using Interp.Datasets.Benchmarks;
using Interp.Samples.Shared.Studies;
using Interp.Samples.Tests.Studies;
using Xunit.Abstractions;

namespace Interp.Samples.Tests.Cluster;

/// <summary>
/// A thousand shards on one folder, of a cell each. A process of .NET and libtorch costs most of a second, so that a few
/// shards are processes of their own and the rest workers of this one, all at once; INTERP_SHARD_PROCESSES says how many
/// are processes, up to all of them.
/// </summary>
[Trait("Category", "Long")]
public sealed class ThousandShardsTests(ITestOutputHelper output) : IDisposable
{
    private const int Shards = 1000;
    private const int Workers = 4;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static StudySpec Spec => new()
    {
        Models = [new ModelSpec { Name = "overthinker" }],
        Datasets = [.. Pairs().Take(Shards / Enum.GetValues<Setting>().Length).Select(name => new DatasetSpec { Name = name })],
        Settings = [.. Enum.GetValues<Setting>()],
        Demonstrations = 2,
        Prompts = 4,
        Resamples = 100,
        Measures = ["accuracy_gap"],
    };

    [Fact]
    public void Run_AThousandShards_LosesNothingAndDoublesNothing()
    {
        var processes = int.Parse(Environment.GetEnvironmentVariable("INTERP_SHARD_PROCESSES") ?? "24", CultureInfo.InvariantCulture);
        var path = _folder.Write("thousand.study.json", SpecFile.Write(Spec));
        var (shared, sources) = (_folder.File("shared"), StudyOrigins.Of(path));
        var plan = ShardPlanner.Of(StudyPlan.Of(Spec, sources), Shards);
        plan.Failures.Should().BeEmpty();
        plan.Shards.Should().HaveCount(Shards).And.OnlyContain(shard => shard.Pieces.Length == 1);
        plan.Write(shared);

        // Each shard's turn comes in an order of chance; every so many is a process.
        var order = Enumerable.Range(0, Shards).ToArray();
        new RandomStream(3).Shuffle<int>(order);

        var watch = Stopwatch.StartNew();
        Parallel.ForEach(order.Select((index, turn) => (index, turn)), new ParallelOptions { MaxDegreeOfParallelism = Workers }, work =>
        {
            if (work.turn * (long)processes / Shards != (work.turn + 1) * (long)processes / Shards)
                Worker.Succeed(["study", "run", path, "--out", shared, "--shard", string.Create(CultureInfo.InvariantCulture, $"{work.index}/{Shards}"), "--quiet"]);
            else
                ShardRunner.Run(shared, new ArrayTask(work.index, Shards, "--shard", null), Spec, sources, new StudyRunOptions { BatchTokens = 2048 }).Should().BeEmpty();
        });
        output.WriteLine($"{processes} processes and {Shards - processes} workers of this one, {Workers} at once: {watch.Elapsed.TotalSeconds:0} s");

        watch.Restart();
        var survey = ShardSurvey.Of(shared);
        output.WriteLine($"status of {Shards} shards: {watch.Elapsed.TotalMilliseconds:0} ms; with the start of its process:");
        watch.Restart();
        Worker.Succeed(["study", "status", shared]).Should().Contain($"shards   {Shards}: {Shards} done").And.Contain($"cells    {Shards} of {Shards} done");
        output.WriteLine($"{watch.Elapsed.TotalMilliseconds:0} ms");
        survey.Shards.Should().OnlyContain(shard => shard.State == ShardState.Done);
        Directory.EnumerateFiles(shared, "owner.json", SearchOption.AllDirectories).Should().BeEmpty("no lock is left behind");
        Directory.EnumerateFiles(shared, "*.partial", SearchOption.AllDirectories).Should().BeEmpty();

        ShardMerge.Run(shared, _folder.File("merged")).Cells.Should().HaveCount(Shards);
        StudyRunner.Run(Spec, sources, _folder.File("whole"), new StudyRunOptions { BatchTokens = 2048 });
        StudyToys.Results(_folder.File("merged")).Should().Equal(StudyToys.Results(_folder.File("whole")));
    }

    /// <summary>Tasks of two categories.</summary>
    private static IEnumerable<string> Pairs() =>
        from first in Enumerable.Range(0, Categories.Names.Length)
        from second in Enumerable.Range(first + 1, Categories.Names.Length - first - 1)
        select $"{Categories.Names[first]}+{Categories.Names[second]}";
}
