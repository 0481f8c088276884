namespace Interp.Core.Studies.Specs;

/// <summary>Where random heads are drawn from.</summary>
public enum ControlMatch
{
    /// <summary>As many heads of each block as the ablation has.</summary>
    Layers,

    /// <summary>All heads alike.</summary>
    Uniform,
}
