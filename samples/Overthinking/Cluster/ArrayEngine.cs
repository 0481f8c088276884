namespace Interp.Samples.Overthinking.Cluster;

/// <summary>What runs the tasks of an array.</summary>
internal enum ArrayEngine
{
    /// <summary>Slurm's sbatch.</summary>
    Slurm,

    /// <summary>An Indexed Job of Kubernetes.</summary>
    Kubernetes,

    /// <summary>A loop of the shell.</summary>
    Shell,
}
