namespace Interp.Core.Prompts;

/// <summary>Which labels a prompt shows.</summary>
public enum PromptKind
{
    /// <summary>Every demonstration shows its true label.</summary>
    Correct,

    /// <summary>Demonstrations show the labels that the setting deals.</summary>
    False,
}
