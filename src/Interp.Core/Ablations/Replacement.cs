namespace Interp.Core.Ablations;

/// <summary>What an ablated component gives instead of its own output.</summary>
public enum Replacement
{
    /// <summary>Nothing.</summary>
    Zero,

    /// <summary>Its mean over a reference set (<see cref="MeanActivations"/>).</summary>
    Mean,

    /// <summary>What it gave in another prompt (<see cref="ResampledActivations"/>).</summary>
    Resample,

    /// <summary>What a source of the user's own gives (a class derived from <see cref="ReplacementSource"/>).</summary>
    Own,
}
