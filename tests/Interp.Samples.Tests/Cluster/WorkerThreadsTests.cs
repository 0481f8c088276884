using Interp.Samples.Overthinking.Cluster;

namespace Interp.Samples.Tests.Cluster;

public sealed class WorkerThreadsTests
{
    [Fact]
    public void Of_FlagThenVariableThenCpusOfTheJob()
    {
        Of(3, ("OMP_NUM_THREADS", "2")).Should().Be(3);
        Of(0, ("OMP_NUM_THREADS", "2"), ("SLURM_CPUS_PER_TASK", "1")).Should().BeNull("the library reads that variable itself");
        Of(0, ("SLURM_CPUS_PER_TASK", "1"), ("SLURM_CPUS_ON_NODE", "64")).Should().Be(1);
        Of(0, ("SLURM_CPUS_ON_NODE", "1")).Should().Be(1);
        Of(0, ("SLURM_CPUS_PER_TASK", "100000")).Should().Be(Environment.ProcessorCount, "more than there are only wait for each other");
        Of(0).Should().Be(Environment.ProcessorCount);
        Of(0, ("OMP_NUM_THREADS", "many")).Should().Be(Environment.ProcessorCount);
    }

    private static int? Of(int asked, params (string Name, string Value)[] variables) =>
        WorkerThreads.Of(asked, name => variables.FirstOrDefault(variable => variable.Name == name).Value);
}
