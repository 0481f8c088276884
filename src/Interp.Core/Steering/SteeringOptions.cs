using Interp.Core.Batches;
using Interp.Core.Sweeps;

namespace Interp.Core.Steering;

/// <summary>How a vector is tried.</summary>
public sealed record SteeringOptions
{
    /// <summary>At the last pre-label token, beside 100 random vectors.</summary>
    public static SteeringOptions Default { get; } = new();

    /// <summary>Where it is added. At the last pre-label token all doses ride in one sweep; elsewhere each is a run of its own.</summary>
    public Positions Positions { get; init; } = Positions.LastPreLabel;

    /// <summary>How many random vectors of the same norm stand beside it; 0 for none.</summary>
    public int Controls { get; init; } = 100;

    /// <summary>Seed of the random vectors.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How the prompts are run; null for the default.</summary>
    public SweepOptions? Sweep { get; init; }
}
