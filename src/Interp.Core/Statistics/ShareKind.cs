namespace Interp.Core.Statistics;

/// <summary>Whether a mean is a share of prompts, which lies between 0 and 1 and may have no variation where all agree.</summary>
internal enum ShareKind
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>Every prompt's value is 0 or 1 by itself.</summary>
    Proportion,

    /// <summary>Every prompt's value is 0, 1 or a tie, against thresholds over all prompts.</summary>
    Calibrated,
}
