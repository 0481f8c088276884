namespace Interp.Core.Heads;

/// <summary>What of an earlier demonstration is attended to.</summary>
public enum Attended
{
    /// <summary>All tokens of its label.</summary>
    Label,

    /// <summary>The token before its label.</summary>
    PreLabel,
}
