using System.ComponentModel;

namespace Interp.Core.Studies.Specs;

/// <summary>Random heads to hold ablations of heads against.</summary>
public sealed record ControlSpec
{
    /// <summary>How many sets for each ablation of heads.</summary>
    [Description("How many sets of random heads for each ablation of heads.")]
    public required int Sets { get; init; }

    /// <summary>Where the heads are drawn from.</summary>
    [Description("\"layers\": as many heads of each block as the ablation has; \"uniform\": of all blocks.")]
    public ControlMatch Match { get; init; } = ControlMatch.Layers;
}
