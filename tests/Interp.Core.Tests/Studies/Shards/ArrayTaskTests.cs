using Interp.Core.Studies.Shards;

namespace Interp.Core.Tests.Studies.Shards;

public sealed class ArrayTaskTests
{
    [Fact]
    public void Of_EachEngine_TellsIndexCountSourceAndCluster()
    {
        Of("3/8").Should().Be(new ArrayTask(3, 8, "--shard", null));
        Of("auto", ("SLURM_ARRAY_TASK_ID", "4"), ("SLURM_ARRAY_TASK_COUNT", "2"), ("SLURM_CLUSTER_NAME", "alpha")).Should().Be(new ArrayTask(4, null, "SLURM_ARRAY_TASK_ID", "Slurm alpha"));
        Of("auto", ("JOB_COMPLETION_INDEX", "0")).Should().Be(new ArrayTask(0, null, "JOB_COMPLETION_INDEX", "Kubernetes"));
        Of("auto", ("AWS_BATCH_JOB_ARRAY_INDEX", "7"), ("AWS_BATCH_JOB_ARRAY_SIZE", "10"), ("AWS_BATCH_JQ_NAME", "spot")).Should().Be(new ArrayTask(7, 10, "AWS_BATCH_JOB_ARRAY_INDEX", "AWS Batch spot"));
        Of("auto", ("JOB_COMPLETION_INDEX", "0"), ("INTERP_CLUSTER", "west")).Cluster.Should().Be("west");
        Of("1/2", ("SLURM_ARRAY_TASK_ID", "0")).Index.Should().Be(1, "the flag comes first");
        Of("auto", ("SLURM_ARRAY_TASK_ID", "4"), ("JOB_COMPLETION_INDEX", "4")).Source.Should().Be("SLURM_ARRAY_TASK_ID");
    }

    [Fact]
    public void Of_NothingOrNonsense_Throws()
    {
        Refused("--shard auto: none of SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX, AWS_BATCH_JOB_ARRAY_INDEX is set*", "auto");
        Refused("--shard auto: SLURM_ARRAY_TASK_ID is 1 and JOB_COMPLETION_INDEX is 2. Say which*", "auto", ("SLURM_ARRAY_TASK_ID", "1"), ("JOB_COMPLETION_INDEX", "2"));
        Refused("SLURM_ARRAY_TASK_ID: found \"x\", expected a whole number from 0.*", "auto", ("SLURM_ARRAY_TASK_ID", "x"));
        Refused("--shard: 5 is out of range: 5 shards are counted from 0 to 4.*", "5/5");
        foreach (var text in new[] { "", "5", "1/2/3", "-1/2", "1/x", "AUTO" })
            Refused($"--shard: found \"{text}\", expected \"auto\", or an index*", text);
    }

    [Fact]
    public void Among_SomeShards_TakesThemInTurn()
    {
        var task = Of("auto", ("JOB_COMPLETION_INDEX", "2")).Among(IndexSet.Parse("7,12-14"));
        (task.Index, task.Count).Should().Be((13, null));
        FluentActions.Invoking(() => Of("auto", ("JOB_COMPLETION_INDEX", "4")).Among(IndexSet.Parse("7,12-14"))).Should().Throw<ArgumentException>().WithMessage("JOB_COMPLETION_INDEX: 4 is out of range: 7,12-14 are 4 shards.*");
    }

    private static ArrayTask Of(string flag, params (string Name, string Value)[] variables) =>
        ArrayTask.Of(flag, name => variables.FirstOrDefault(variable => variable.Name == name).Value);

    private static void Refused(string message, string flag, params (string Name, string Value)[] variables) =>
        FluentActions.Invoking(() => Of(flag, variables)).Should().Throw<ArgumentException>().WithMessage(message);
}
