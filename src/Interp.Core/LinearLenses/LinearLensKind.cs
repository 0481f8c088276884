namespace Interp.Core.LinearLenses;

/// <summary>What the maps of a lens mean.</summary>
public enum LinearLensKind
{
    /// <summary>Tuned lens: h becomes h + (W h + b), trained so that the state says what the last one says (Belrose et al. 2023).</summary>
    Tuned,

    /// <summary>Jacobian lens: h becomes J h, the mean derivative of the last state by this one.</summary>
    Jacobian,
}
