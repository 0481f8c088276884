namespace Interp.Core.Results;

/// <summary>Under which prompts a measure was taken.</summary>
public enum MeasuredPrompts
{
    /// <summary>Every demonstration shows its true label.</summary>
    Correct,

    /// <summary>Demonstrations show the labels that the setting deals.</summary>
    False,

    /// <summary>Both prompts of a pair make the number, as an accuracy gap does.</summary>
    Pair,
}
