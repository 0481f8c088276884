using System.Globalization;

namespace Interp.Samples.Overthinking.Cluster;

/// <summary>How many threads a task computes with.</summary>
internal static class WorkerThreads
{
    /// <summary>Those that were asked for; else those of OMP_NUM_THREADS, which the library reads itself; else the CPUs of the job.</summary>
    /// <param name="asked">0 for what the job was given.</param>
    /// <param name="variable">An environment variable's value.</param>
    /// <returns>Null to leave them as they are.</returns>
    public static int? Of(int asked, Func<string, string?> variable)
    {
        if (asked > 0)
            return asked;
        if (Number(variable("OMP_NUM_THREADS")) is not null)
            return null;

        // Containers and Slurm with cgroups narrow what the process sees; without them only the variables tell.
        var given = Number(variable("SLURM_CPUS_PER_TASK")) ?? Number(variable("SLURM_CPUS_ON_NODE"));
        return Math.Min(given ?? int.MaxValue, Environment.ProcessorCount);
    }

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
